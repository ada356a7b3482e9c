"""The job behind `yibo doctor --voices` and `--say`: which voices there are, and how the configured one sounds."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from jobs.article import files
from jobs.memory.store import Memory
from jobs.office import Bureau
from jobs.podcast import ffmpeg as programs
from jobs.podcast.believe import believe
from jobs.podcast.ffmpeg import Ffmpeg
from jobs.podcast.pcm import to_wav
from jobs.podcast.phrases import phrases
from jobs.podcast.voice import Espeak, VoiceName, engine_name, voices
from jobs.prompt import translator
from jobs.settings import Settings


def listing(settings: Settings) -> Iterator[str]:
    """A line for each embedded voice, those of the target language marked; before them, who speaks now.

    Raises AudioError when the embedded voice is not installed and no other is set.
    """
    own = settings.speech
    if own.model:
        where = own.base_url or settings.base_url or os.environ.get("OPENAI_BASE_URL") or "OpenAI"
        yield f"hosted: {own.model} at {where}, voice {own.voice or 'alloy'}"
        yield "  Its voices are in the service's documentation; `yibo doctor --say FILE.wav` tries one."
    else:
        yield f"embedded: {Espeak(settings.target, own.voice).name(0)} speaks {settings.target}"
    yield "Embedded voices, set with `speech.voice` (+f2 and the like after a name change the speaker):"
    own_language = engine_name(settings.target).partition("-")[0]
    for voice in _found():
        mark = "*" if voice.language.partition("-")[0] == own_language else " "
        yield f"{mark} {voice.language:<14} {voice.name}"


def _found() -> list[VoiceName]:
    found = asyncio.run(voices())
    return sorted(found, key=lambda voice: (voice.language, voice.name))


def audition(settings: Settings, out: Path) -> str:
    """Have the configured voice say a sentence in the target language into the WAV file `out`; what was written.

    The answer is judged as an episode's would be: raises AudioError when it is not believed, and what the voice
    raises besides. Nothing is written then.
    """
    ffmpeg, text = Ffmpeg(programs.find()), phrases(settings.target).disclosure
    data = asyncio.run(_said(settings, text))
    sound = believe(data, text, ffmpeg, speed=settings.speech.speed)
    files.write_atomic(out, to_wav(sound), root=out.parent)
    return f"{out}: {sound.duration_seconds:.1f} seconds, {sound.dBFS:.0f} dBFS: “{text}”"


async def _said(settings: Settings, text: str) -> bytes:
    own = settings.speech
    if not own.model:
        return await Espeak(settings.target, own.voice, own.voice2, own.speed)(text, 0)
    prompt = translator(settings.source, settings.target, settings.translation.style)
    month = datetime.now(UTC).isoformat()[:7]
    with Memory.open(settings.path(settings.memory)) as memory:
        async with Bureau(settings, memory, prompt, month=month, cassette=None) as office:
            clerk = await office.clerk(0, 1, "doctor")
            try:
                return await (await clerk.voice())(text, 0)
            finally:
                clerk.close()
