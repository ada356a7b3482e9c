"""Checks on a translation: (source segment, target text) to findings. Pure."""
