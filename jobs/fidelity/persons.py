"""People with Chinese names keep them: 沈砚舟 is Shen Yanzhou."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import product

from jobs.fidelity.finding import Complaint
from jobs.fidelity.pinyin import is_pinyin, readings
from jobs.fidelity.prose import visible
from jobs.regex import regex

_NAME = regex(r"(?<![A-Za-z-])([A-Z][a-zü]+) ([A-Z][a-zü]+)(?![A-Za-z-])")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐"
    "易乔伍庞颜倪庄聂章鲁岳翟殷詹申耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂苗谷盛曲翁冉骆蓝游辛靳管"
    "柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤穆卓古吉缪简车项连麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂佟应臧闵苟邬边卞姬"
    "仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩佘池查迟邝封谈匡鞠荆冀郁胥储楚鄢谌奚冼蔺楼闻厉仝郜阚帅屠朴盖廉禹祖漆支狄"
)
"""Characters that begin a name of a person."""
_HAN_PAIR = regex(r"[\u4e00-\u9fff]{1,2}")
_ALIKE = 0.6
"""How alike a spelling must be to the right one to be taken for a slip: Yazhou for Yanzhou, Xiaohong for Xiaoming."""


def persons(source: str, target: str) -> Iterator[Complaint]:
    """A Chinese name is spelt as its characters are read: 沈砚舟 is Shen Yanzhou, not Shen Yazhou."""
    told = visible(target)
    names = {match.groups() for match in _NAME.finditer(told)}
    pairs = [(surname, given) for surname, given in names if is_pinyin(surname.lower())]
    if not pairs:
        return
    said = visible(source)
    for surname, given in sorted(pairs):
        if f"{surname} {given}" in said:
            continue
        bearers = [
            said[at : at + 3] for at, sign in enumerate(said) if sign in _SURNAMES and surname.lower() in _read(sign)
        ]
        slip = _slip(bearers, given.lower())
        if slip:
            right = max(_spellings(slip[1:]), key=lambda spelling: _likeness(given.lower(), spelling)).capitalize()
            yield Complaint(slip, f"{surname} {given}", f"{slip} ({surname} {right}) ≠ “{surname} {given}”", "warning")


def _slip(bearers: list[str], given: str) -> str:
    """The name that `given` is a slip of, "" when it is spelt as one is read, or like none."""
    found = ""
    for bearer in bearers:
        for size in (2, 1):
            tail = bearer[1 : 1 + size]
            if len(tail) == size and _HAN_PAIR.fullmatch(tail):
                spellings = set(_spellings(tail))
                if given in spellings:
                    return ""
                if size == 2 and any(_likeness(given, right) >= _ALIKE for right in spellings):
                    found = found or bearer
    return found


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _spellings(signs: str) -> Iterator[str]:
    """How the characters may be read in a row."""
    return ("".join(syllables) for syllables in product(*map(_read, signs)))


def _read(sign: str) -> list[str]:
    """The readings of a character; ü may be written v, u or yu."""
    found = readings().get(sign, [])
    return [*dict.fromkeys(reading.replace("v", u) for reading in found for u in ("v", "u", "yu"))]
