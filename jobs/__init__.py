"""yibo (译播): translate Markdown articles, prove that nothing was lost, broadcast them."""

__version__ = "0.1.0"
