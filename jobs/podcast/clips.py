"""The job that has every missing clip of a script spoken, judged and filed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from jobs.errors import AudioError, ModelError, YiboError
from jobs.podcast.believe import RATE, believe
from jobs.podcast.ffmpeg import Ffmpeg
from jobs.podcast.pace import hurried
from jobs.podcast.shelf import Shelf
from jobs.podcast.values import Clip, Utterance
from jobs.podcast.voice import Voice

TRIES = 3
"""Answers of a voice that are judged for one utterance before the episode is held back."""
_HELD_ENOUGH = 3
"""After this many utterances failed for good, no further one is begun."""


async def synthesise(
    utterances: Sequence[Utterance],
    voice: Voice,
    shelf: Shelf,
    ffmpeg: Ffmpeg,
    *,
    language: str,
    jobs: int,
    speed: float = 1.0,
) -> list[Clip]:
    """A believed clip for every utterance, in order; what is on the shelf is not made again, twins are made once.

    At most `jobs` voices speak at once. An answer that is not believed is asked for again, TRIES times in all. Raises
    AudioError that names every utterance which is held back; every believed clip stays on the shelf, also after ^C.
    """
    work = _Work(voice, shelf, ffmpeg, language, speed)
    work.plan(utterances)
    await work.fill(jobs)
    for _ in range(TRIES - 1):
        suspects = work.suspects()
        if not suspects:
            break
        work.retake(suspects)
        await work.fill(jobs)
    for key in work.suspects():
        work.held[key] = "the voice is far faster here than elsewhere: part of the text is missing"
        shelf.drop(key)
    work.settle()
    return [work.clips[work.key(utterance)] for utterance in utterances]


@dataclass
class _Work:
    """One run of `synthesise`: what is to be made, what has been, what is held back."""

    voice: Voice
    shelf: Shelf
    ffmpeg: Ffmpeg
    language: str
    speed: float
    wanted: dict[str, tuple[int, Utterance]] = field(default_factory=dict)
    clips: dict[str, Clip] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    ended: YiboError | None = None

    def key(self, utterance: Utterance) -> str:
        return self.shelf.key(utterance.spoken, self.voice.identity(utterance.speaker), self.language)

    def plan(self, utterances: Sequence[Utterance]) -> None:
        """Number the utterances from 1 and look on the shelf."""
        for number, utterance in enumerate(utterances, 1):
            self.wanted.setdefault(self.key(utterance), (number, utterance))
        for key in self.wanted:
            clip = self.shelf.find(key)
            if clip is not None:
                self.clips[key] = clip

    async def fill(self, jobs: int) -> None:
        """Make what is missing. An error that no other utterance could escape (key, budget) ends the run, once what
        is under way, and will be paid for, is on the shelf.
        """
        pending = iter([key for key in self.wanted if key not in self.clips and key not in self.held])
        workers = [asyncio.create_task(self._worker(pending)) for _ in range(max(1, jobs))]
        try:
            await asyncio.gather(*workers)
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
        if self.ended:
            raise self.ended
        self.settle()

    async def _worker(self, pending: Iterator[str]) -> None:
        for key in pending:
            if len(self.held) >= _HELD_ENOUGH or self.ended:
                return
            try:
                await self._make(key)
            except YiboError as error:
                self.ended = self.ended or error
                return

    async def _make(self, key: str) -> None:
        _, utterance = self.wanted[key]
        cause = ""
        for _ in range(TRIES):
            try:
                data = await self.voice(utterance.spoken, utterance.speaker)
                self.clips[key] = await _finished(asyncio.to_thread(self._believed, key, data, utterance))
                return
            except ModelError as error:
                cause = error.message
                break  # asked often enough already
            except AudioError as error:
                cause = error.message
        self.held[key] = cause

    def _believed(self, key: str, data: bytes, utterance: Utterance) -> Clip:
        sound = believe(data, utterance.spoken, self.ffmpeg, speed=self.speed)
        return self.shelf.put(key, sound.raw_data)

    def suspects(self) -> list[str]:
        """Clips that are far faster than the same voice is elsewhere."""
        keys = [key for key in self.wanted if key in self.clips]
        spoken = [self.wanted[key][1] for key in keys]
        lengths = [self.clips[key].samples / RATE for key in keys]
        rows = [(u.spoken, u.speaker, seconds) for u, seconds in zip(spoken, lengths, strict=True)]
        return [keys[index] for index in hurried(rows)]

    def retake(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.shelf.drop(key)
            del self.clips[key]

    def settle(self) -> None:
        """Raise AudioError when something is held back."""
        if not self.held:
            return
        rows = sorted((self.wanted[key], cause) for key, cause in self.held.items())
        lines = [f"utterance {number} “{_glimpse(u.spoken)}”: {cause}" for (number, u), cause in rows]
        raise AudioError(
            "held back: " + "; ".join(lines),
            hint="Run it again: what was believed is kept. If it stays, try another voice or rewrite the sentence.",
        )


async def _finished(work: Coroutine[Any, Any, Clip]) -> Clip:
    """The result of `work`, which is carried through even when the caller is cancelled: its answer is paid for."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def _glimpse(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
