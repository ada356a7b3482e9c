"""Spoil a good translation in one known way: one function per class of mistake."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from random import Random

from jobs.article.segments import TOKEN, visible

Mutation = Callable[[str, str, Random], str | None]
"""(source, target, randomness) to the spoilt target, or None where the mistake has no place."""

_KEPT = re.compile(r"`[^`]+`|⟦\d+⟧|\]\([^)]*\)")
_NUMBER = re.compile(r"(?<![\w.,#/-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w]|[.,-]\d|\)?⟦)")
_YEAR = re.compile(r"(?<![\w.,-])(?:19|20)\d\d(?![\w,-]|\.\d)")
_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
_DATE = re.compile(rf"\b({'|'.join(_MONTHS)})\b( \d{{1,2}}\b)?")
_UNITS = (
    ("million", "billion"), ("billion", "million"), ("thousand", "million"), ("%", " percentage points"),
    ("percent", "percentage points"), ("kilometers", "miles"), ("km", "m"), ("meters", "feet"), ("tons", "pounds"),
    ("dollars", "euros"), ("yuan", "dollars"), ("cents", "dollars"), ("$", "€"), ("seconds", "minutes"),
    ("minutes", "hours"), ("hours", "days"), ("days", "weeks"), ("weeks", "months"), ("months", "years"),
    ("years", "months"), ("MB", "GB"), ("GB", "MB"), ("KB", "MB"), ("ms", "s"), ("K", "M"), ("times", "percent"),
)  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\W\d[.])(?<!^\d[.])[”\"')*]*\s+(?=[^a-z\s])")
_NAME = re.compile(
    r"(?<![\w`/.⟦-])(?:[A-Z][A-Za-z0-9]*[A-Z0-9][A-Za-z0-9]*|[A-Z][a-z]{2,})(?:[-.]\d[\w.]*\w)?(?![\w`/⟧-])"
)
_STRANGERS = ("Siemens", "Nokia", "Oracle", "Carter", "Lisbon", "Yahoo", "Redis", "GPT-9", "Mozilla", "Nakamura")
_NO_NAMES = frozenset("The This That These Those When After Before From For And But Use See Set Add Get".split())  # noqa: SIM905
_CHATTER = (
    "Here is the translation:\n\n{}", "Sure! Here's the English translation: {}",
    "{}\n\nNote: I kept the original formatting.",
    "Translation: {}", "{} (Translator's note: the figure is as in the original.)", "{}\n\nI hope this helps!",
    "{}\n\nLet me know if you need any changes.", "Certainly, here is the translated text. {}",
    "{}\n\n*Note: Technical terms have been kept in English.*", "Below is the translation of the segment: {}",
    "{} [Note: the source has a typo here.]", "As requested, the translated text: {}", "```\n{}\n```",
    "{}\n\nPlease let me know if you would like me to adjust the tone.", "Okay, here you go: {}",
)  # fmt: skip

_ASIDES = (
    "This is an important point to keep in mind.", "It remains to be seen how the market will respond to the news.",
    "Analysts expect the trend to continue over the coming years.", "Many readers have asked us about this before.",
    "As always, back up your data before you make any changes.", "Similar efforts are under way in other countries.",
    "The team behind it has a long history of successful projects.", "You can find more examples in our tutorial.",
    "In other words, it is faster, cheaper and easier to use.", "No further details were available at press time.",
    "Older versions behave differently in this respect.", "Experts warn, however, that there are risks to consider.",
)  # fmt: skip


def figure_tenfold(source: str, target: str, rng: Random) -> str | None:
    """One figure of the prose, none that is zero, ten times as large."""

    def tenfold(text: str) -> str:
        whole, point, rest = text.partition(".")
        return whole + (rest[0] + (f".{rest[1:]}" if rest[1:] else "") if point else "0")

    return _change([m for m in _figures(target) if float(m.group().replace(",", ""))], target, rng, tenfold)


def figure_dropped(source: str, target: str, rng: Random) -> str | None:
    """One figure gone."""
    return _change(_figures(target), target, rng, lambda text: "")


def figure_closed_up(source: str, target: str, rng: Random) -> str | None:
    """One figure gone, and the hole that it leaves: no space or hyphen too many, no brackets around nothing."""
    text = figure_dropped(source, target, rng)
    return text and re.sub(r"(?<=\w) (?=[,.;:!?)\]])|(?<= )[ -]|(?<=[(\[]) | ?\(\)", "", text).strip()


def lone_figure_dropped(source: str, target: str, rng: Random) -> str | None:
    """One figure gone that nothing else can stand for: more than 1, said once on both sides, no label such as 2-a."""

    def is_alone(match: re.Match[str]) -> bool:
        digits = rf"(?<![\d.,]){re.escape(match.group())}(?![\d]|[.,]\d)"
        once = len(re.findall(digits, target)) == 1 and len(re.findall(digits, source)) < 2
        return once and match.group() not in {"0", "1"} and not re.match(r"[-+][A-Za-z]", target[match.end() :])

    return _change([m for m in _figures(target) if is_alone(m)], target, rng, lambda text: "")


def wrong_unit(source: str, target: str, rng: Random) -> str | None:
    """Million for billion, miles for kilometers: the unit beside a figure is another."""
    found = []
    for unit, other in _UNITS:
        beside = rf"(?<=\d) ?-?{re.escape(unit)}(?![A-Za-z])" if unit != "$" else r"\$(?=\d)"
        found += [(m.span(), m.group().replace(unit, other)) for m in _free(beside, target)]
    if not found:
        return None
    (start, end), text = rng.choice(found)
    return target[:start] + text + target[end:]


def wrong_year(source: str, target: str, rng: Random) -> str | None:
    """A year some years off."""
    return _change(_free(_YEAR, target), target, rng, lambda text: str(int(text) + rng.choice((-10, -1, 1, 2))))


def date_shifted(source: str, target: str, rng: Random) -> str | None:
    """Another month, or another day of it."""

    def shift(text: str) -> str:
        month, _, day = text.partition(" ")
        if day and rng.random() < 0.6:
            return f"{month} {int(day) % 28 + 1}"
        other = _MONTHS[(_MONTHS.index(month) + 1) % 12]
        return f"{other} {day}".strip()

    found = [m for m in _free(_DATE, target) if m.group(1) != "May" or m.group(2)]
    return _change(found, target, rng, shift)


def sentence_dropped(source: str, target: str, rng: Random) -> str | None:
    """One of two or more sentences gone (sentences of three words and more)."""
    pieces = _sentences(target)
    full = [i for i, piece in enumerate(pieces) if len(re.findall(r"[A-Za-z]{2,}", visible(piece))) >= 3]
    if len(pieces) < 2 or not full:
        return None
    gone = rng.choice(full)
    return " ".join(piece for i, piece in enumerate(pieces) if i != gone)


def clause_dropped(source: str, target: str, rng: Random) -> str | None:
    """What stands between two commas, or after the last, gone (four words and more)."""
    found = [
        m for m in re.finditer(r",[^,.;:!?\n⟦`]+(?=[,.;])", target) if len(re.findall(r"[A-Za-z]{2,}", m.group())) >= 4
    ]
    return _change(found, target, rng, lambda text: "")


def name_replaced(source: str, target: str, rng: Random) -> str | None:
    """A name of the source that the target has too (and that neither writes in lower case), everywhere another."""
    both = visible(source) + visible(target)
    names = {m.group() for m in _free(_NAME, target)} - _NO_NAMES
    names = {name for name in names if not re.search(rf"(?<![A-Za-z]){name.lower()}", both)}
    shared = sorted(
        name for name in names if re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", visible(source))
    )
    if not shared:
        return None
    name = rng.choice(shared)
    stranger = rng.choice([s for s in _STRANGERS if s.lower() not in target.lower()])
    spans = [m.span() for m in _free(rf"(?<![\w]){re.escape(name)}s?(?![\w])", target)]
    for start, end in reversed(spans):
        target = target[:start] + stranger + target[end:]
    return target


def negation_flipped(source: str, target: str, rng: Random) -> str | None:
    """A not taken out, or put in."""
    out = [
        (r"\b(is|are|was|were|can|could|will|would|should|must|may|do|does|did|has|have|had) not\b", r"\1"),
        (r"\bcannot\b", "can"), (r"\b(\w+)n[’']t\b", r"\1"), (r"\bnever\b", "always"), (r"\bwithout\b", "with"),
        (r"\bno longer\b", "still"), (r"\bno\b", "a"),
    ]  # fmt: skip
    into = [(r"\b(is|are|was|were|can|will|should|must|has been|have been)\b(?! not|n)", r"\1 not")]
    for rules in (out, into):
        found = [(m, new) for pattern, new in rules for m in _free(pattern, target)]
        if found:
            match, new = rng.choice(found)
            return target[: match.start()] + match.expand(new) + target[match.end() :]
    return None


_OPPOSITES = (
    ("rose", "fell"), ("rise", "fall"), ("rises", "falls"), ("rising", "falling"), ("grew", "shrank"),
    ("increase", "decrease"), ("increases", "decreases"), ("increased", "decreased"), ("higher", "lower"),
    ("growth", "decline"), ("gained", "lost"), ("improve", "reduce"), ("added", "removed"), ("faster", "slower"),
    ("enable", "disable"), ("enabled", "disabled"), ("opened", "closed"), ("allow", "forbid"), ("allowed", "forbidden"),
    ("before", "after"), ("above", "below"), ("maximum", "minimum"), ("largest", "smallest"), ("highest", "lowest"),
    ("input", "output"), ("upload", "download"), ("client", "server"), ("synchronous", "asynchronous"),
    ("import", "export"), ("imports", "exports"), ("profit", "loss"), ("bought", "sold"), ("buy", "sell"),
    ("success", "failure"), ("successful", "unsuccessful"), ("last year", "next year"), ("last week", "next week"),
    ("last month", "next month"), ("yesterday", "tomorrow"), ("men", "women"), ("internal", "external"),
    ("supports", "opposes"),
)  # fmt: skip
_WAYS = (("up", "down"), ("more than", "less than"), ("over", "under"), ("at least", "at most"))
"""Where a figure follows them."""


def figures_swapped(source: str, target: str, rng: Random) -> str | None:
    """Two figures that follow each other and have the same unit in each other's place."""
    found = _figures(target)
    units = [target[figure.end() :].lstrip()[:3] for figure in found]
    pairs = [
        (one, other)
        for at, (one, other) in enumerate(pairwise(found))
        if one.group() != other.group() and units[at] == units[at + 1]
    ]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    between = target[one.end() : other.start()]
    return target[: one.start()] + other.group() + between + one.group() + target[other.end() :]


def opposite(source: str, target: str, rng: Random) -> str | None:
    """A word turned into its opposite: rose into fell, more than into less than."""
    swaps = {one: other for pair in (*_OPPOSITES, *_WAYS) for one, other in (pair, pair[::-1])}
    words, ways = ("|".join(word for pair in pairs for word in pair) for pairs in (_OPPOSITES, _WAYS))
    found = _free(rf"(?<![\w-])(?:(?:{words})(?![\w-])|(?:{ways})(?= [$€£]?\d))", target)
    return _change(found, target, rng, lambda text: swaps[text])


def _exchanged(words: Mapping[str, str]) -> Mutation:
    """One of the words becomes the one that it is mapped to."""
    pattern = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)

    def exchange(source: str, target: str, rng: Random) -> str | None:
        def other(text: str) -> str:
            new = words[text.lower()]
            return new.capitalize() if text[0].isupper() else new

        return _change(_free(pattern, target), target, rng, other)

    return exchange


def _cycle(words: str) -> dict[str, str]:
    """Each word and the one behind it, the last and the one before it."""
    row = words.split()
    return {**dict(pairwise(row)), row[-1]: row[-2]}


_SMALL = _cycle("two three four five six seven eight nine ten eleven twelve")
_SCALES = {
    "million": "billion",
    "billion": "million",
    "thousand": "million",
    "hundred": "thousand",
    "trillion": "billion",
}
_TIMES = _cycle("minute hour day week month year") | _cycle("seconds minutes hours days weeks months years")
_MULTIPLES = {"doubled": "tripled", "doubling": "tripling", "double": "triple", "twice": "three times",
              "tripled": "doubled", "threefold": "fourfold"}  # fmt: skip
_WEEKDAYS = _cycle("monday tuesday wednesday thursday friday saturday sunday")


def left_in_chinese(source: str, target: str, rng: Random) -> str | None:
    """The source again."""
    return source


def half_in_chinese(source: str, target: str, rng: Random) -> str | None:
    """The first half translated, the second half as in the source."""
    ours, theirs = _middle(source, r"[，。；、：]"), _middle(target, r"[ ,.;:]")
    if len(source) < 12 or len(re.findall(r"[\u4e00-\u9fff]", visible(source[ours:]))) < 3:
        return None
    return target[:theirs] + " " + source[ours:]


def chatter(source: str, target: str, rng: Random) -> str | None:
    """The model speaks before or after the translation."""
    return rng.choice(_CHATTER).format(target)


def repeated_sentence(source: str, target: str, rng: Random) -> str | None:
    """A sentence of three words and more twice, at once or at the end."""
    pieces = _sentences(target)
    full = [i for i, piece in enumerate(pieces) if len(re.findall(r"[A-Za-z]{2,}", visible(piece))) >= 3]
    if not full:
        return None
    again = rng.choice(full)
    at = again + 1 if rng.random() < 0.7 else len(pieces)
    return " ".join([*pieces[:at], pieces[again], *pieces[at:]])


def sentence_added(source: str, target: str, rng: Random) -> str | None:
    """A sentence before, between or behind the others that the source does not say (where there are sentences)."""
    pieces = _sentences(target)
    if not pieces or not re.search(r"[.!?][”\"')*]*$", pieces[-1].strip()):
        return None
    at = rng.randint(0, len(pieces))
    return " ".join([*pieces[:at], rng.choice(_ASIDES), *pieces[at:]])


def link_changed(source: str, target: str, rng: Random) -> str | None:
    """A token for a link gone, doubled, or with another number."""
    found = list(TOKEN.finditer(target))
    return _change(found, target, rng, lambda text: rng.choice(("", text + text, "⟦97⟧")))


def code_changed(source: str, target: str, rng: Random) -> str | None:
    """A letter of inline code is another."""

    def spoil(text: str) -> str:
        places = [i for i, c in enumerate(text) if c.isalnum()]
        if not places:
            return ""
        at = rng.choice(places)
        return text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]

    return _change(list(re.finditer(r"(?<!`)`[^`]+`(?!`)", target)), target, rng, spoil)


CLASSES: dict[str, Mutation] = {
    "figure x10": figure_tenfold,
    "figure dropped": figure_dropped,
    "  closed up": figure_closed_up,
    "  a lone one of 2 and more": lone_figure_dropped,
    "wrong unit": wrong_unit,
    "wrong year": wrong_year,
    "date shifted": date_shifted,
    "number in words": _exchanged(_SMALL),
    "million or billion": _exchanged(_SCALES),
    "doubled or tripled": _exchanged(_MULTIPLES),
    "unit of time": _exchanged(_TIMES),
    "weekday": _exchanged(_WEEKDAYS),
    "sentence dropped": sentence_dropped,
    "clause dropped": clause_dropped,
    "name replaced": name_replaced,
    "negation flipped": negation_flipped,
    "opposite": opposite,
    "figures swapped": figures_swapped,
    "paragraph left in Chinese": left_in_chinese,
    "half a paragraph in Chinese": half_in_chinese,
    "chatter": chatter,
    "repeated sentence": repeated_sentence,
    "sentence added": sentence_added,
    "link changed": link_changed,
    "code changed": code_changed,
}
"""Every class of mistake that the bench knows."""


def _free(pattern: str | re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Matches of `pattern` in `text` that don't touch code, tokens or addresses."""
    kept = [m.span() for m in _KEPT.finditer(text)]
    return [m for m in re.finditer(pattern, text) if not any(a < m.end() and m.start() < b for a, b in kept)]


def _figures(target: str) -> list[re.Match[str]]:
    """Figures of the prose: no versions (0.6.x), no number that a heading or an item begins with (2. Setup)."""
    found = _free(_NUMBER, target)
    return [m for m in found if not re.match(r"\.[a-z]", target[m.end() :]) and not _begins(target, m)]


def _begins(target: str, number: re.Match[str]) -> bool:
    """Is `number` the mark of a heading or an item?"""
    return not re.search(r"\w", target[: number.start()]) and re.match(r"[.)]\s", target[number.end() :]) is not None


def _change(found: list[re.Match[str]], text: str, rng: Random, new: Callable[[str], str]) -> str | None:
    if not found:
        return None
    match = rng.choice(found)
    changed = text[: match.start()] + new(match.group()) + text[match.end() :]
    return changed if changed != text else None


def _sentences(text: str) -> list[str]:
    return [piece for piece in _SENTENCE.split(text) if re.search(r"\w", piece)]


def _middle(text: str, pattern: str) -> int:
    """The offset after the mark nearest to the middle of `text` that is outside code and tokens."""
    places = [m.end() for m in _free(pattern, text)] or [len(text) // 2]
    return min(places, key=lambda place: abs(place - len(text) // 2))
