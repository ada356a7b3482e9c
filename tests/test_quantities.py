"""Figures: read as exact values in both languages, matched with an editor's freedom."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from num2words import num2words  # type: ignore[import-untyped]

from jobs.article.align import align
from jobs.article.segments import is_prose
from jobs.fidelity.finding import Complaint
from jobs.fidelity.quantities import Quantity, Weight, check, compare, read_en, read_zh, spoken
from tests.conftest import shared

_TABLE = Path(__file__).with_name("quantities.tsv")


def _rows() -> list[tuple[str, str, str]]:
    rows = []
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            verdict, source, target = line.split("\t")
            rows.append((verdict, source, target))
    return rows


def _verdict(found: list[Complaint]) -> str:
    if any(said.weight == "error" for said in found):
        return "error"
    return "warning" if found else "ok"


def _values(found: tuple[Quantity, ...]) -> list[object]:
    return [(q.value, q.unit) for q in found if q.weight != Weight.FREE]


# --- the table ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", range(0, len(_rows()), 50))
def test_table(first: int) -> None:
    """Each hand-written pair gets the verdict that a careful editor gives it."""
    wrong = []
    for verdict, source, target in _rows()[first : first + 50]:
        found = list(check(source, target))
        if _verdict(found) != verdict:
            wrong.append((verdict, source, target, [said.message for said in found]))
    assert not wrong


def test_table_is_broad() -> None:
    """The table has at least 300 cases, and plenty of each verdict that matters."""
    verdicts = [verdict for verdict, _, _ in _rows()]
    assert len(verdicts) >= 300
    assert verdicts.count("ok") >= 150
    assert verdicts.count("error") >= 100


# --- what a finding says --------------------------------------------------------------------------------------


def test_finding_names_both_sides() -> None:
    """A wrong figure is reported with what the source means and what the target says."""
    (said,) = check("出价974亿美元。", "It bid $974 billion.")
    assert said.message.startswith('974亿美元 (97.4 billion USD) ≠ "$974 billion"')
    assert (said.source, said.target, said.weight) == ("974亿美元", "$974 billion", "error")


def test_finding_prints_the_whole_date() -> None:
    """A shifted day is shown with its month on both sides."""
    (said,) = check("2月13日发布。", "It came out on February 14.")
    assert (said.source, said.target) == ("2月13日", "February 14")


def test_wrong_figures_are_paired_by_likeness() -> None:
    """Of several unmatched figures, those of one unit belong together whatever their order."""
    found = list(check("成本下降30%，耗时5天。", "It took 6 days and cut costs by 40 percent."))
    assert {(said.source, said.target) for said in found} == {("30%", "40 percent"), ("5天", "6 days")}


def test_unit_and_power_of_ten_are_named() -> None:
    """The message says when only the unit or only the scale is wrong."""
    assert "(unit)" in next(check("全长100公里。", "It is 100 miles long.")).message
    assert "(×10)" in next(check("全长100公里。", "It is 1,000 kilometers long.")).message


def test_figures_in_code_and_tokens_do_not_count() -> None:
    """Inline code and tokens belong to other checks, and a version may move into code."""
    assert not list(check("见 ⟦12⟧ 与 `max=30`。", "See ⟦12⟧ and `max=300`."))
    assert not list(check("升级到 0.2.10 版本。", "Upgrade to `0.2.10`."))


def test_repeated_figure_dropped() -> None:
    """A figure printed twice in the source and once in the target is reported; the reverse is free."""
    assert _verdict(list(check("A为30%，B为30%。", "A is 30 percent, and B as well."))) == "error"
    assert not list(check("A为30%。", "A is 30 percent, and 30 percent is a lot."))


# --- reading --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1.5亿", [(150_000_000, "")]),
        ("3亿5千万", [(350_000_000, "")]),
        ("一千二百万元", [(12_000_000, "CNY")]),
        ("百分之三十", [(30, "%")]),
        ("下午3点半", [(15 * 60 + 30, "clock")]),
        ("２０２５年２月", [(2025, "year"), (2, "month")]),
        ("增长**30**%", [(30, "%")]),
        ("三年半", [(Fraction(7, 2), "yr")]),
        ("一米三，四块五", [(Fraction(13, 10), "m"), (Fraction(9, 2), "CNY")]),
        ("三块五毛", [(Fraction(7, 2), "CNY")]),
        ("早上七点二十", [(7 * 60 + 20, "clock")]),
        ("一到两成", [(10, "%"), (20, "%")]),
        ("一斤二两", [(Fraction(6, 5), "jin")]),
    ],
)
def test_read_zh(text: str, wanted: list[object]) -> None:
    """Chinese figures are read as exact values with units."""
    assert _values(read_zh(text)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("$97.4bn", [(97_400_000_000, "USD")]),
        ("two hundred and five thousand tons", [(205_000, "t")]),
        ("Feb. 13, 2025", [(2, "month"), (13, "day"), (2025, "year")]),
        ("3:30 p.m.", [(15 * 60 + 30, "clock")]),
        ("two and a half million", [(2_500_000, "")]),
        ("**30** percent", [(30, "%")]),
        ("a 35-year-old", [(35, "yr")]),
        ("730m yuan", [(730_000_000, "CNY")]),
        ("$15bn-20bn", [(15_000_000_000, "USD"), (20_000_000_000, "USD")]),
        ("6m40s", [(400, "s")]),
        ("an hour and 20 minutes", [(80, "min")]),
    ],
)
def test_read_en(text: str, wanted: list[object]) -> None:
    """English figures are read as exact values with units."""
    assert _values(read_en(text)) == wanted


@pytest.mark.parametrize(
    "text", ["上**涨30**%，达12.5亿元", "增长 ３０％ 到`2`", r"\*12\* 家", "见 https://a.b/12 与 30 家"]
)
def test_spans_are_offsets_into_the_text(text: str) -> None:
    """Every span quotes the text that was read, marks of emphasis or not."""
    for quantity in read_zh(text):
        assert text[quantity.start : quantity.end] == quantity.text
        assert re.search(r"\d|[０-９]", quantity.text)


def test_urls_hold_no_figures() -> None:
    """An address is no place for figures."""
    assert not read_zh("见 https://example.com/2024/30 。")


def test_spoken() -> None:
    """A figure is explained in plain English."""
    assert [spoken(q) for q in read_zh("974亿美元，2月，三分之二，15:30，30多家")] == [
        "97.4 billion USD", "February", "2/3", "15:30", "30–39",
    ]  # fmt: skip


# --- laws -----------------------------------------------------------------------------------------------------

_DIGITS = "零一二三四五六七八九"


def _section(number: int) -> str:
    """A number below 10,000 in characters, 零 for a gap."""
    out, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            out += ("零" if gap and out else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return out


def _characters(number: int) -> str:
    out = ""
    for place, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section = number // place % 10**4
        if section:
            out += ("零" if out and section < 1000 else "") + _section(section) + name
    return out


def _chinese_forms(number: int) -> list[str]:
    forms = [
        str(number),
        f"{number:,}",
        _characters(number),
        str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ]
    for place, name in ((10**4, "万"), (10**8, "亿")):
        if number >= place:
            forms.append(_decimal(number, place) + name)
    if number >= 10**8 and number % 10**8 and number % 10**4 == 0:
        forms.append(f"{number // 10**8}亿{number % 10**8 // 10**4}万")
    return forms


def _english_forms(number: int) -> list[str]:
    forms = [str(number), f"{number:,}", num2words(number)]
    for place, name in ((10**3, "thousand"), (10**6, "million"), (10**9, "billion")):
        if number >= place:
            forms += [f"{_decimal(number, place)} {name}", f"{_decimal(number, place)}-{name}"]
    if number >= 10**9:
        forms.append(_decimal(number, 10**9) + "bn")
    return forms


def _decimal(number: int, place: int) -> str:
    whole, rest = divmod(number, place)
    return f"{whole}.{rest:0{len(str(place)) - 1}d}".rstrip("0").rstrip(".")


_NUMBERS = st.one_of(
    st.integers(11, 999),
    st.integers(1000, 99_999),
    st.integers(10**5, 10**12 - 1),
    st.integers(11, 9999).map(lambda n: n * 10**7),
)
_UNITS = st.sampled_from(
    [("人", "people"), ("美元", "dollars"), ("公里", "kilometers"), ("%", "percent"), ("吨", "tons")]
)


@given(_NUMBERS, _UNITS, st.data())
@settings(max_examples=100, deadline=None)
def test_every_form_of_a_value_compares_equal(number: int, unit: tuple[str, str], data: st.DataObject) -> None:
    """A value written in any Chinese form and any English form is one value."""
    source = f"共{data.draw(st.sampled_from(_chinese_forms(number)))}{unit[0]}。"
    target = f"It is {data.draw(st.sampled_from(_english_forms(number)))} {unit[1]} in all."
    assert not [said.message for said in check(source, target)]


@given(_NUMBERS, _NUMBERS, _UNITS, st.data())
@settings(max_examples=100, deadline=None)
def test_different_values_do_not_compare_equal(
    one: int, other: int, unit: tuple[str, str], data: st.DataObject
) -> None:
    """Two different values are told apart in whatever forms they are written."""
    assume(one != other)
    source = f"共{data.draw(st.sampled_from(_chinese_forms(one)))}{unit[0]}。"
    target = f"It is {data.draw(st.sampled_from(_english_forms(other)))} {unit[1]} in all."
    assert list(check(source, target))


@given(_NUMBERS, _UNITS, st.sampled_from([10, 100, 1000]))
@settings(max_examples=60, deadline=None)
def test_ten_times_too_big_is_an_error(number: int, unit: tuple[str, str], factor: int) -> None:
    """A figure that grew by a power of ten is always an error."""
    assert _verdict(list(check(f"共{number}{unit[0]}。", f"It is {number * factor:,} {unit[1]} in all."))) == "error"


_FIRST_DAY = datetime.date(1000, 1, 1)


@given(st.dates(min_value=_FIRST_DAY), st.dates(min_value=_FIRST_DAY))
@settings(max_examples=60, deadline=None)
def test_dates(one: datetime.date, other: datetime.date) -> None:
    """A date compares equal to itself in the usual English forms, and no other date does."""
    assume(one != other)
    source = f"{one.year}年{one.month}月{one.day}日发布。"
    for target in (
        f"{one:%B} {one.day}, {one.year}",
        f"{one.day} {one:%B} {one.year}",
        f"{one:%b}. {one.day}, {one.year}",
    ):
        assert not [said.message for said in check(source, f"It came out on {target}.")]
    assert _verdict(list(check(source, f"It came out on {other:%B} {other.day}, {other.year}."))) == "error"


_ALPHABET = st.sampled_from(
    [
        *"0123456789.,:/-–~%$€¥零〇一二两三十百千万亿半几数多余翻倍成折点年月日时分秒号第个",
        *"元公里斤亩度上下前后至到和、，。*_`\\⟦⟧ ",
        *("2025", " million", " billion", "half", " and ", "third", "GPT-", "May "),
    ]
)


@given(
    st.one_of(st.text(max_size=80), st.lists(_ALPHABET, max_size=60).map("".join)),
    st.lists(_ALPHABET, max_size=60).map("".join),
)
@settings(max_examples=100, deadline=None)
def test_never_raises(source: str, target: str) -> None:
    """Readers and check have an answer to any text, and spans lie inside it."""
    list(check(source, target))
    for read in (read_zh, read_en):
        for text in (source, target):
            for quantity in read(text):
                assert 0 <= quantity.start <= quantity.end <= len(text)
                assert quantity.low <= quantity.high
                assert spoken(quantity)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "一",
        "1,",
        "1.",
        "十",
        "半",
        "翻",
        "1年",
        "1-",
        "2万",
        "½",
        "half ",
        "one ",
        "one hundred ",
        "a few ",
        "3 in ",
        "1 000",
        "几十",
        "*1",
        "(1)",
    ],
)
def test_long_monotony(piece: str) -> None:
    """Long texts of one piece are read without backtracking: the number of figures stays below that of characters."""
    text = piece * (20_000 // len(piece))
    for read in (read_zh, read_en):
        assert len(read(text)) <= len(text)


def test_many_different_figures_stay_tractable() -> None:
    """Thousands of unmatched vague figures are compared within fixed bounds, and all are reported."""
    source = "，".join(f"{n}多家" for n in range(100, 3000, 10))
    target = ", ".join(f"{n} km" for n in range(5000, 8000, 10))
    assert len(list(check(source, target))) >= 290


@given(st.lists(st.sampled_from(["3家", "30%", "5亿元", "2月", "13日", "三成", "十几个", "GPT-4"]), max_size=6))
@settings(max_examples=50, deadline=None)
def test_a_text_matches_itself(pieces: list[str]) -> None:
    """Comparing a text's figures with themselves leaves nothing over."""
    found = read_zh("，".join(pieces))
    matching = compare(found, found)
    assert not matching.missing
    assert not matching.added


# --- other people's work --------------------------------------------------------------------------------------


def _pairs() -> Iterator[tuple[str, str]]:
    for source in shared("corpus", "pairs", "zh"):
        target = source.parent.parent / "en" / source.name
        for segment, text in align(_body(source), _body(target)):
            if is_prose(segment.text, "zh"):
                yield segment.text, text


def _body(path: Path) -> bytes:
    return re.sub(rb"\A---\n.*?\n---\n", b"", path.read_bytes(), count=1, flags=re.DOTALL)


def test_false_alarms_on_human_pairs() -> None:
    """At most one segment in a hundred of work that people accepted gets an error."""
    pairs = list(_pairs())
    wrong = [pair for pair in pairs if _verdict(list(check(*pair))) == "error"]
    assert len(wrong) <= len(pairs) / 100


@pytest.mark.parametrize(
    ("source", "target", "verdict"),
    [
        ("升级到 1.0 版本", "Upgrade to version 1.0", "ok"),
        ("升级到 1.0 版本", "Upgrade to the new version", "error"),
        ("从 OpenAPI 3.0 迁移，移除 OpenAPI 3.0 代码", "Migrate from OpenAPI 3.0; OpenAPI code is removed", "error"),
        ("4月26日，69年前的今天，船离港", "On April 26, 69 years ago today, the ship left port", "ok"),
        ("4月26日，69年前的今天，船离港", "In April, 69 years ago today, the ship left port", "error"),
        ("13日，他抵达北京", "He arrived in Beijing today", "warning"),
        ("2021年涨价，当年9月比2019年高", "Prices rose in 2021; in September of that year above 2019", "ok"),
        ("2021年涨价，当年9月比2019年高", "Prices rose in 2021; in September of that year above before", "error"),
        ("长400米的船挡住400艘船", "The 400-meter ship blocked 400 vessels", "ok"),
        ("长400米的船挡住400艘船", "The long ship blocked 400 vessels", "error"),
        ("方式二：手动创建", "Method 2: create by hand", "ok"),
        ("方式二：手动创建", "Method: create by hand", "error"),
        ("方式一致", "The same way", "ok"),
        ("头部最大64K", "The header is at most 64K", "ok"),
        ("头部最大64K", "The header is at most 64M", "error"),
    ],
)
def test_a_lost_figure_is_noticed_where_another_looks_like_it(source: str, target: str, verdict: str) -> None:
    """Neither "that year", nor the month, nor the same number of another thing stands for a figure that is gone."""
    assert _verdict(list(check(source, target))) == verdict
