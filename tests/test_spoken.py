"""Text as one says it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.podcast.numerals import cardinal, decade, fraction, roman, year
from jobs.podcast.spoken import say

FIGURES = {
    "97.4 billion": "ninety-seven point four billion",
    "1,200 boxes": "one thousand two hundred boxes",
    "12.192 meters": "twelve point one nine two meters",
    "up 0.5%": "up zero point five percent",
    "3-5%": "three to five percent",
    "20%–30%": "twenty to thirty percent",
    "10–20 km": "ten to twenty kilometers",
    "from 58 to 24,000": "from fifty-eight to twenty-four thousand",
    "-5°C": "minus five degrees Celsius",
    "about 1/37 of it": "about one thirty-seventh of it",
    "3/4 of 24/7": "three quarters of twenty-four seven",
    "the 21st of 100": "the twenty-first of one hundred",
    "10x faster, 1.5x": "ten times faster, one point five times",
    "9x9 and 1920×1080": "nine by nine and nineteen twenty by one thousand eighty",
    "a ratio of 3:1": "a ratio of three to one",
    "10,000+ users": "ten thousand plus users",
    "30, 000+ users, in 2020, 40": "thirty thousand plus users, in twenty twenty, forty",
    "claude-3-5-sonnet, claude-3-5": "claude three point five sonnet, claude three point five",
    "2½ hours": "two and one half hours",
    "a 50-50 split": "a fifty fifty split",
    ".5 or 1 1/2": "zero point five or one and one half",
    "x^2 + 3 = 7": "x squared plus three equals seven",
    "10^4": "ten to the power of four",
}
MONEY = {
    "$97.4bn": "ninety-seven point four billion dollars",
    "$5.83 a ton": "five dollars and eighty-three cents a ton",
    "$0.16": "sixteen cents",
    "From $5.83 to 16 Cents": "From five dollars and eighty-three cents to sixteen Cents",
    "$1.2 billion to $1.5 billion": "one point two to one point five billion dollars",
    "€3-5 million": "three to five million euros",
    "£1": "one pound",
    "RMB 300 million, ¥100 and 5 CNY": "three hundred million yuan, one hundred yuan and five yuan",
    "HK$49.2 billion": "forty-nine point two billion Hong Kong dollars",
    "a $550 million claim": "a five hundred fifty million dollar claim",
    "the $550 million it paid": "the five hundred fifty million dollars it paid",
    "a $10-a-month plan": "a ten dollar a month plan",
    "$20/month": "twenty dollars per month",
    "a $1.5-billion contract": "a one point five billion dollar contract",
    "$20 to 25%": "twenty dollars to twenty-five percent",
}
DATES = {
    "2025-02-13": "February thirteenth, twenty twenty-five",
    "on Feb. 13, 2025, he": "on February thirteenth, twenty twenty-five, he",
    "on 3/11/2020 and 2024/3/5": "on March eleventh, twenty twenty and March fifth, twenty twenty-four",
    "13 February": "February thirteenth",
    "March 3-5": "March third to fifth",
    "in May 2024": "in May twenty twenty-four",
    "in 1905 and 2007": "in nineteen oh five and two thousand seven",
    "the 1990s, the '60s and the 2000s": "the nineteen nineties, the sixties and the two thousands",
    "1962–1964": "nineteen sixty-two to nineteen sixty-four",
    "Q3 2024": "Q three twenty twenty-four",
    "1500 people": "one thousand five hundred people",
    "at 3:30 p.m. yesterday": "at three thirty p m yesterday",
    "At 9 a.m. The bell": "At nine a m. The bell",
    "at 15:04": "at fifteen oh four",
    "May 400 ships pass": "May four hundred ships pass",
}
UNITS = {
    "1 km": "one kilometer",
    "1,200 km": "one thousand two hundred kilometers",
    "100 km/h": "one hundred kilometers per hour",
    "128GB": "one hundred twenty-eight gigabytes",
    "a 12-km road": "a twelve-kilometer road",
    "25 bps": "twenty-five basis points",
    "3 GHz": "three gigahertz",
    "6 m² and 5 ft": "six square meters and five feet",
}
NAMES = {
    "v2.1": "version two point one",
    "version 0.10.2": "version zero point ten point two",
    "Python 3.11": "Python three point eleven",
    "GPT-4.5 and GPT-4o": "G P T four point five and G P T four o",
    "o3-mini, A100, H20": "o three mini, A one hundred, H twenty",
    "COVID-19 and the F-35": "COVID nineteen and the F thirty-five",
    "ISO 6346": "I S O sixty-three forty-six",
    "World War II": "World War Two",
    "Henry VIII": "Henry the Eighth",
    "C++, C# and .NET": "C plus plus, C sharp and dot net",
    "V3/R1": "V three R one",
    "30m copies and 1M tokens": "thirty million copies and one million tokens",
    "Qwen2.5, K8s, A320neo": "Qwen two point five, Kubernetes, A three hundred twenty neo",
    "Q1–Q3 of FY2024": "Q one to Q three of fiscal twenty twenty-four",
    "Boeing 737-800": "Boeing seven hundred thirty-seven eight hundred",
    "7B, 4K, 5G": "seven B, four K, five G",
    "example.com": "example dot com",
}
ABBREVIATIONS = {
    "e.g. ships": "for example, ships",
    "A vs. B": "A versus B",
    "R&D": "R and D",
    "No. 1, #5": "number one, number five",
    "in the U.S. state": "in the U S state",
    "in the U.S. The end": "in the U S. The end",
    "Dr. Smith of Acme Inc. The": "Doctor Smith of Acme Incorporated. The",
    "GPUs, CEO, NASA, DCSA": "G P U's, C E O, NASA, D C S A",
    "A → B": "A to B",
    "≥5, ~3": "at least five, about three",
    "ships, trains, etc. With that": "ships, trains, and so on. With that",
    "two aspects：KPIs，speed": "two aspects: K P I's, speed",
    "weeks/months": "weeks or months",
    "Great 🚀 news 🎉": "Great news",
}


@pytest.mark.parametrize(("text", "said"), [*FIGURES.items(), *MONEY.items(), *DATES.items()])
def test_figures_money_and_dates_become_words(text: str, said: str) -> None:
    """A figure with its unit, an amount and a date are said as an English speaker reads them."""
    assert say(text, "en") == said


@pytest.mark.parametrize(("text", "said"), [*UNITS.items(), *NAMES.items(), *ABBREVIATIONS.items()])
def test_units_names_and_abbreviations_become_words(text: str, said: str) -> None:
    """Units, versions, model names, initials and signs are said as an English speaker reads them."""
    assert say(text, "en-US") == said


@pytest.mark.parametrize(
    "text", ["CSQU3054383", "call 555-123-4567", "agent 007", "order 4006381333931", "commit 3f2a9bc41d", "05/07"]
)
def test_codes_are_left_to_the_voice(text: str) -> None:
    """Identifiers and telephone numbers stay as they are: read as one number they would be wrong."""
    assert say(text, "en") == text


def test_roman_numerals_need_company() -> None:
    """The pronoun I, and capitals that could be a numeral, are none without a word that takes one."""
    assert say("I saw XI and Malcolm X", "en") == "I saw XI and Malcolm X"
    assert say("Part IV of Phase II", "en") == "Part Four of Phase Two"
    assert [roman(numeral) for numeral in ("IX", "IIX", "", "XXXIX")] == [9, None, None, 39]


def test_chinese_keeps_its_figures() -> None:
    """Chinese voices read figures themselves; only what makes no sound is taken out."""
    assert say("2月13日 GPT-4.5 售价974亿美元🚀 A→B\n再见", "zh-CN") == "2月13日 GPT-4.5 售价974亿美元 A，B 再见"


def test_other_languages_are_left_alone() -> None:
    """A language without rules of its own gets its text back."""
    assert say("Am 3. Mai kostete es 5,83 €.", "de") == "Am 3. Mai kostete es 5,83 €."


@given(
    st.lists(
        st.sampled_from(
            ["the", "box", "is", "on", "a", "ship", "and", "nobody,", "truly", "nobody.", "minds;", "Ships", "sail"]
        ),
        max_size=9,
    )
)
def test_words_stay_words(words: list[str]) -> None:
    """Plain prose is not touched, however often it is said."""
    text = " ".join(words)
    assert say(text, "en") == text


@settings(max_examples=100)
@given(
    st.text(alphabet=st.sampled_from("0123456789.,%$€-–/:x~^+#@km° AaVvIX'’“\n"), max_size=40)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)
)
def test_anything_can_be_said(text: str) -> None:
    """Whatever stands in a text, something on one line comes out, in every language."""
    for language in ("en", "zh-CN", "ja"):
        assert "\n" not in say(text, language)


@given(st.integers(0, 999_999))
def test_numbers_leave_no_figures(number: int) -> None:
    """A number with separators, a year and an ordinal are said without a digit, comma or British "and"."""
    for said in (say(f"{number:,} boxes", "en"), cardinal(f"{number}.05"), year(number % 10000)):
        assert not re.search(r"\d|,|\band\b", said)


def test_numerals() -> None:
    """Decades, fractions and round years have names of their own."""
    assert (decade(1960), decade(2000), decade(20)) == ("nineteen sixties", "two thousands", "twenties")
    assert (fraction(1, 2), fraction(3, 2), fraction(2, 3)) == ("one half", "three halves", "two thirds")
    assert (year(1900), year(2000), year(2010)) == ("nineteen hundred", "two thousand", "twenty ten")
