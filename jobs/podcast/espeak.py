"""Speak one text with espeak-ng and leave: run as a program of its own, with the standard library only.

The library keeps state and random numbers from one utterance to the next (measured: the same text twice in
one process gives different samples) and is not safe in threads; a fresh process says the same text the same
way, and a crash in it is only a lost clip.

    python espeak.py LIBRARY DATA say VOICE WORDS_PER_MINUTE  < text  > wav
    python espeak.py LIBRARY DATA voices                              > json
"""

from __future__ import annotations

import ctypes
import io
import json
import sys
import wave
from typing import Any

UNKNOWN_VOICE = 2

# Constants of espeak-ng's public header speak_lib.h.
_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_POSITION_CHARACTER = 1
_CHARS_UTF8 = 1
_RATE = 1

_OnSound = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class _VoiceEntry(ctypes.Structure):
    """espeak_VOICE; `languages` starts with a byte of priority."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("unused", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    ]


def opened(library: str, data: str) -> tuple[Any, int]:
    """The library, ready to speak, and its sample rate."""
    speech = ctypes.CDLL(library)
    rate = speech.espeak_Initialize(_SYNCHRONOUS, 0, data.encode(), _DONT_EXIT)
    if rate <= 0:
        raise SystemExit(f"espeak-ng finds no data in {data}")
    return speech, rate


def say(library: str, data: str, voice: str, words_per_minute: int, text: str) -> bytes:
    """A WAV file (mono, 16 bit) of `text`. Ends the process with UNKNOWN_VOICE when it has no `voice`."""
    speech, rate = opened(library, data)
    if speech.espeak_SetVoiceByName(voice.encode()) != 0:
        raise SystemExit(UNKNOWN_VOICE)
    speech.espeak_SetParameter(_RATE, words_per_minute, 0)
    sound = bytearray()

    def on_sound(samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            sound.extend(ctypes.string_at(samples, count * 2))
        return 0

    keep = _OnSound(on_sound)  # must outlive the call below
    speech.espeak_SetSynthCallback(keep)
    given = text.encode() + b"\0"
    speech.espeak_Synth.argtypes = [
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_uint,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_uint,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ]
    failed = speech.espeak_Synth(given, len(given), 0, _POSITION_CHARACTER, 0, _CHARS_UTF8, None, None)
    if failed:
        raise SystemExit(f"espeak-ng failed with status {failed}")
    return _wav(bytes(sound), rate)


def voices(library: str, data: str) -> list[dict[str, str]]:
    """Every voice as {"name", "language"}; variants (`+f3`) are not among them."""
    speech, _ = opened(library, data)
    speech.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_VoiceEntry))
    entries = speech.espeak_ListVoices(None)
    found = []
    for entry in entries:
        if not entry:
            break
        found.append({"name": entry.contents.name.decode(), "language": entry.contents.languages[1:].decode()})
    return found


def _wav(samples: bytes, rate: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return out.getvalue()


def main(arguments: list[str]) -> None:
    """The program: see the module's first lines."""
    library, data, what, *rest = arguments
    if what == "voices":
        sys.stdout.write(json.dumps(voices(library, data)))
        return
    text = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(say(library, data, rest[0], int(rest[1]), text))


if __name__ == "__main__":
    main(sys.argv[1:])
