"""The one place where pydub is imported.

It warns at import when no ffmpeg is on the path (ours may come from a wheel, and only WAV is read through pydub),
and about its own regular expressions and `audioop` on newer Pythons: nothing a user could act on.
"""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pydub import AudioSegment
    from pydub.exceptions import CouldntDecodeError

__all__ = ["AudioSegment", "CouldntDecodeError"]
