"""What an editor would say of the figures of a segment: lost, changed, added, in another unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jobs.fidelity.finding import Complaint
from jobs.fidelity.prose import CODE, visible
from jobs.fidelity.quantities.bits import bits_or_bytes
from jobs.fidelity.quantities.case import Case
from jobs.fidelity.quantities.days import another_day
from jobs.fidelity.quantities.en import read_en
from jobs.fidelity.quantities.equivalents import blank, equivalents, outside
from jobs.fidelity.quantities.match import compare
from jobs.fidelity.quantities.money import SILVER, in_silver
from jobs.fidelity.quantities.otherwise import otherwise
from jobs.fidelity.quantities.printed import cut_off, printed
from jobs.fidelity.quantities.time_units import TIMED
from jobs.fidelity.quantities.values import Quantity, Weight
from jobs.fidelity.quantities.zh import read_zh
from jobs.regex import regex


def check(
    source: str, target: str, money: frozenset[str] = frozenset(), months: frozenset[int] = frozenset()
) -> Iterator[Complaint]:
    """Every figure of a Chinese source stands in its English target with the same value and unit, and no other does.

    `money` and `months`: the `currencies` and the `months` of the whole article, when it is known.
    """
    if not (_MAYBE.search(source) or _DIGIT.search(target) or TIMED.search(source)):
        return
    said, told = visible(source), visible(target)
    yield from printed(said, told)
    yield from bits_or_bytes(said, told)
    wanted: Sequence[Quantity] = read_zh(said)
    if not any(_counts(quantity) for quantity in wanted) and not _DIGIT.search(told):
        return
    got: Sequence[Quantity] = read_en(told)
    if SILVER in money:
        got = tuple(map(in_silver, got))
    yield from cut_off(said, told, wanted, got)
    matching = compare(wanted, got)
    if matching.added:
        wanted, matching = otherwise(said, wanted, got, matching)
    ours, theirs = equivalents(said, told)
    if ours or theirs:
        matching = matching.outside(ours, theirs)
        wanted, got = outside(wanted, ours), outside(got, theirs)
    found = list[Complaint]()
    if matching.missing or matching.added or matching.fewer or matching.bare:
        case = Case(said, told, wanted, got, _code(source), _code(target), money, months)
        found = [*case.complaints(matching)]
        yield from found
    if not any(complaint.weight == "error" for complaint in found):
        yield from another_day(blank(said, ours), blank(told, theirs))


_MAYBE = regex(
    "[0-9０-９〇零二两三四五六七八九十百千万亿廿卅壹贰叁半翻]|一(?=[倍成季刻月日号阶])|(?:周|星期|礼拜)[一二三四五六日天]"
    r"|(?:^|\n)\W*[\u4e00-\u9fff]{2,4}一\s?[：:]|第一|一等[奖座舱功]"
    r"|(?:方[式法案]|情[况形]|场景|步骤|示例|阶段|附录|问题|选项|原则|类型)一\s?[：:]"
)
"""One of these, or a unit of time (`TIMED`), is in every source that this looks at: a quick look."""
_DIGIT = regex(r"\d|\b(?:January|February|April|June|July|August|September|October|November|December)\b")
"""One of these in a target is a figure that must come from somewhere."""


def _counts(quantity: Quantity) -> bool:
    """Is it more than a word like 一 or 三国, or a name?"""
    if quantity.weight != Weight.FREE or quantity.unit:
        return True
    return quantity.low >= 2 and quantity.kind not in {"word", "name"}


def _code(text: str) -> str:
    """The inline code of a text: a figure may move into it, since 0.2.10 and `0.2.10` say the same."""
    return " ".join(match[2] for match in CODE.finditer(text)) if "`" in text else ""
