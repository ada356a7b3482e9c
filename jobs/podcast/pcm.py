"""The one place where pydub is imported.

It warns at import when no ffmpeg is on the path (ours may come from a wheel, and only WAV is read through pydub),
and about its own regular expressions and `audioop` on newer Pythons: nothing a user could act on.
"""

from __future__ import annotations

import io
import warnings
import wave

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pydub import AudioSegment
    from pydub.exceptions import CouldntDecodeError

__all__ = ["AudioSegment", "CouldntDecodeError", "to_wav"]


def to_wav(sound: AudioSegment) -> bytes:
    """A WAV file of `sound`."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((sound.channels, sound.sample_width, sound.frame_rate, 0, "NONE", ""))
        file.writeframes(sound.raw_data)
    return out.getvalue()
