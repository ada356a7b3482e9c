"""In which time a figure comes due, and of how much of a measure: 每公斤25元 is not "25 yuan per pound"."""

from __future__ import annotations

import re

from jobs.fidelity.quantities.values import Quantity
from jobs.fidelity.quantities.ways import Way, Ways, last, way_of
from jobs.regex import regex

_TIMES_ZH = (
    r"(?P<year>年)|(?P<month>月)|(?P<week>周|星期)|(?P<day>[天日])|(?P<hour>小时|钟头)|(?P<minute>分钟)|(?P<second>秒)"
)
_TIME_ZH = regex(
    rf"(?:每[一个]?(?:{_TIMES_ZH})|(?P<year_>年(?:[薪租费产销息化]|收入|营收|利[润率]))"
    r"|(?P<month_>月(?:[薪租费产销息]|收入|营收|利率))|(?P<week_>周(?:薪|产量|销量))|(?P<day_>日[薪租产销息])|(?P<hour_>时薪))"
    r"(?:[^，。；！？\d年月周天日时每]{0,8})$"
)
_TIME_BEHIND_ZH = regex(rf"[^，。；！？\d]{{0,3}}?(?:/\s?|一个?|每[一个]?)(?:{_TIMES_ZH})(?![前后内])")
_TIMES_EN = (
    r"(?P<year>year)|(?P<month>month)|(?P<week>week)|(?P<day>day)|(?P<hour>hour)|(?P<minute>minute)"
    r"|(?P<second>second(?! \w+ (?:round|time|stage|phase|term|half)))"
)
_TIME_EN = regex(
    rf"[^.,;:!?\d]{{0,16}}?(?:\b(?<!in )(?<!on )(?<!at )(?<!for )(?:a|an|per|each|every) (?:{_TIMES_EN})\b"
    r"(?! (?:ago|earlier|later|before|after|on))|(?P<year_>\bannually)"
    r"|(?P<month_>\bmonthly)|(?P<week_>\bweekly)|(?P<day_>\bdaily)|(?P<hour_>\bhourly|(?<=[Kk]m|[Kk]W)/h\b|\b[km]ph\b))"
)
_TIME_BEFORE_EN = regex(
    r"\b(?:(?P<year>annual|yearly|annuali[sz]ed)|(?P<month>monthly)|(?P<week>weekly)|(?P<day>daily)|(?P<hour>hourly))\b"
    r"[^.,;:!?\d]{0,32}$",
    re.IGNORECASE,
)
"""月薪8500元 is not "8,500 yuan a year", nor 月产量5万片 "annual output of 50,000"."""
_SHARED = regex("[年月日](?:息|化|利率)")
"""Shares come due where these are said."""

_MEASURES = (
    ("m2", "平方米|平米|㎡", r"square met(?:er|re)|sq\.? ?m|sqm|m²|m2"),
    ("sqft", "平方英尺", r"square (?:foot|feet)|sq\.? ?ft|sqft|ft²"),
    ("km2", "平方公里|平方千米", r"square kilomet(?:er|re)|km²|sq\.? ?km"),
    ("m3", "立方米", r"cubic met(?:er|re)|m³|m3"),
    ("kg", "公斤|千克", r"kilo(?:gram(?:me)?)?|kg"),
    ("g", "克(?!拉)", r"gram(?:me)?|g"),
    ("oz", "盎司", r"(?:troy )?ounce|oz"),
    ("lb", "磅", r"pound|lb"),
    ("t", "吨", r"(?:metric )?ton(?:ne)?|t"),
    ("jin", "市?斤", r"jin|catty|half[- ](?:an? )?kilo\w*"),
    ("l", "公?升", r"lit(?:er|re)|l"),
    ("gal", "加仑", r"(?:US )?gallon"),
    ("bbl", "桶", r"barrel|bbl"),
    ("mu", "亩", r"mu"),
    ("ha", "公顷", r"hectare|ha"),
    ("acre", "英亩", r"acre"),
    ("kWh", "千瓦时|度电?", r"kilowatt[- ]hour|kWh"),
    ("MWh", "兆瓦时", r"megawatt[- ]hour|MWh"),
    ("kW", "千瓦", r"kilowatt(?![- ]h)|kW"),
    ("km", "公里|千米", r"kilomet(?:er|re)|km"),
    ("mi", "英里", r"mile"),
)
_ALL_ZH, _ALL_EN = ("|".join(f"(?P<{row[0]}>{row[column]})" for row in _MEASURES) for column in (1, 2))
_OF_ZH = regex(rf"每一?(?:{_ALL_ZH})[^，。；！？\d每比]{{0,8}}$")
_OF_BEHIND_ZH = regex(rf"(?:/\s?|[一每](?!度))(?:{_ALL_ZH})")
_OF_EN = regex(rf"[^.,;:!?\d/]{{0,16}}?(?:\b(?:an?|per|each|every) |/ ?)(?:{_ALL_EN})\b(?![²³'’/-])")


def timed(said: str, ours: Quantity, told: str, theirs: Quantity) -> Ways:
    """The time in which the figure comes due, before or behind it: 每月3000元, 3000元一个月."""
    one = way_of(_TIME_ZH.search(said, max(0, ours.start - 14), ours.start) or _TIME_BEHIND_ZH.match(said, ours.end))
    if not one or not _comes_due(ours, one) or not _comes_due(theirs, one):
        return None, None
    before = last(_TIME_BEFORE_EN.finditer(told, max(0, theirs.start - 44), theirs.start))
    return _bare(one), _bare(way_of(_TIME_EN.match(told, theirs.end) or before))


def measured(said: str, ours: Quantity, told: str, theirs: Quantity) -> Ways:
    """The measure that it is paid for; a translator who converts it has another figure."""
    one = _OF_ZH.search(said, max(0, ours.start - 14), ours.start) or _OF_BEHIND_ZH.match(said, ours.end)
    return way_of(one), way_of(_OF_EN.match(told, theirs.end) if one else None)


def _comes_due(figure: Quantity, way: Way) -> bool:
    """Times themselves don't, and of shares only interest."""
    if figure.dimension == "%":
        return _SHARED.search(way.word) is not None
    return figure.dimension not in {"duration", "months"}


def _bare(way: Way | None) -> Way | None:
    return way and Way(way.side.removesuffix("_"), way.word)
