"""Words of a table in a Chinese text, which has no spaces: from the left, the longest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator


def finder(words: Iterable[str]) -> Callable[[str], Iterator[tuple[int, str]]]:
    """A function from a text to (where, word) of the `words` in it.

    What an alternation of all words would find, which tries hundreds of them at every character.
    """
    begun: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        begun.setdefault(word[:2], []).append(word)
    single = "".join(sorted(word for word in begun if len(word) == 1))
    first, second = ("".join(sorted({word[at] for word in begun if len(word) == 2})) for at in (0, 1))
    pairs = f"[{first}](?=[{second}])" if first else ""
    place = re.compile("|".join(filter(None, [pairs, f"[{single}]" if single else ""])) or "(?!)")

    def find(text: str) -> Iterator[tuple[int, str]]:
        end = 0
        for match in place.finditer(text):
            at = match.start()
            if at < end:
                continue
            for word in begun.get(text[at : at + 2], ()):
                if text.startswith(word, at):
                    yield at, word
                    end = at + len(word)
                    break
            else:
                if text[at] in single:
                    yield at, text[at]
                    end = at + 1

    return find
