"""What a script would cost before anything is synthesised: minutes, characters, money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jobs.podcast.pace import expected
from jobs.podcast.shelf import Shelf
from jobs.podcast.values import Utterance


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a script would cost: `characters` that are not on the shelf yet, `seconds` of the whole, USD if known."""

    cached: int
    characters: int
    seconds: float
    cost: float | None


def estimate(
    utterances: Sequence[Utterance],
    identity: Callable[[int], str],
    shelf: Shelf,
    *,
    language: str,
    price: float | None,
    speed: float,
) -> Estimate:
    """What would be synthesised, how long the episode would be, and its cost at `price` USD per million characters.

    `identity` is the voice's (`Voice.identity`): no call is made, and nothing written.
    """
    keys = {shelf.key(u.spoken, identity(u.speaker), language): u.spoken for u in utterances}
    missing = {key: spoken for key, spoken in keys.items() if shelf.find(key) is None}
    characters = sum(map(len, missing.values()))
    seconds = sum(expected(u.spoken) / speed + u.pause for u in utterances)
    cost = None if price is None else characters * price / 1_000_000
    return Estimate(len(keys) - len(missing), characters, seconds, cost)
