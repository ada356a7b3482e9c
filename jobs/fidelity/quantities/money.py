"""Which currencies an article speaks of, and when a dollar was a yuan."""

from __future__ import annotations

from jobs.fidelity.quantities.values import CURRENCIES, Quantity, Reading
from jobs.fidelity.quantities.words_zh import UNITS_ZH
from jobs.regex import regex


def currencies(article: str) -> frozenset[str]:
    """The currencies that a Chinese article speaks of: yuan, and those whose name, sign or country it may mean.

    Nothing for one that names no yuan: its bare figures may be in any currency.
    """
    if not _YUAN.search(article):
        return frozenset()
    silver = {SILVER} if _is_of_silver_age(article) else set[str]()
    abroad = "$" in article or "€" in article or "£" in article
    return frozenset(
        {
            "CNY",
            *silver,
            *(
                unit
                for unit, home in HOMES.items()
                if abroad or (_AMERICAN.search(article) if unit == "USD" else any(sign in article for sign in home))
            ),
        }
    )


SILVER = "silver"

_SILVER_AGE = regex("银元|大洋|民国|光绪|宣统|法币")

_AN_OLD_YEAR, _A_NEW_YEAR = regex(r"(?<!\d)19[0-4]\d年"), regex(r"(?<!\d)(?:19[5-9]|20[0-4])\d年")


def _is_of_silver_age(article: str) -> bool:
    """Is it about the days when a yuan was a silver dollar, by more of its words and years than speak of later ones?"""
    old = len(_AN_OLD_YEAR.findall(article)) + len(_SILVER_AGE.findall(article))
    return old > max(1, len(_A_NEW_YEAR.findall(article)))


def in_silver(figure: Quantity) -> Quantity:
    """Dollars that may be yuan."""
    yuan = [Reading("CNY", reading.low, reading.high) for reading in figure.readings if reading.dimension == "USD"]
    return figure._replace(unit="CNY", readings=(*yuan, *figure.readings)) if yuan else figure


HOMES = {unit: "".join(word[0] for word, other in UNITS_ZH.items() if other == unit) for unit in CURRENCIES}
"""How the names of a currency begin: 美 for dollars."""

_AMERICAN = regex("美[元金国股方联]|北美|华尔街|硅谷|纽约|好莱坞|华盛顿|加州")
"""Of the dollars' home: 美 alone is "beautiful" as often."""

_YUAN = regex(r"[0-9０-９万亿千百十两几]\s?(?:元|块)|人民币|块钱")
