"""English names of versions, models and standards as they are said: letters, then the number as a number."""

from __future__ import annotations

import re

from jobs.podcast.abbreviations import spelled
from jobs.podcast.numerals import cardinal, dotted
from jobs.regex import regex

_SOFTWARE = (
    r"Python|Node(?:\.js)?|Go|Golang|Java|PHP|Ruby|Rust|Perl|Kubernetes|Django|Rails|Ubuntu|Debian|Fedora|"
    r"iOS|iPadOS|macOS|Android|PostgreSQL|MySQL|Redis|Linux|Kernel|TypeScript|Hugo|Kitex|Hertz|Volo"
)
_END = r"(?=[\s,.;:!?)'’”\"/–—-]|$)"
_COUNTED = (
    r"(?=[ -](?:people|users|copies|units|customers|downloads|tokens?|parameters?|params|views|subscribers|barrels|"
    r"tonnes|tons|jobs|shares|vehicles|cars|homes|workers|followers|visitors|players|devices|stars)\b)"
)
_SCALES = {"k": "thousand", "m": "million", "b": "billion", "t": "trillion"}
_MIXED = regex(r"(?<![\w.])(?=[A-Za-z]*\d)(?=\w*[A-Za-z])(?:[A-Za-z]+|\d{1,4}(?!\d)){2,7}(?:\.\d{1,2})?(?!\w)")
_KUBERNETES = {"K8s": "Kubernetes", "k8s": "Kubernetes", "K8S": "Kubernetes"}


def counts(text: str) -> str:
    """70B parameters, 30m copies, 1M tokens: letters that are scales by what is counted."""
    return re.sub(rf"(?<![\w.,$])(\d[\d,.]*)([kKmMbBtT]){_COUNTED}", lambda m: f"{m[1]} {_SCALES[m[2].lower()]}", text)


def versions(text: str) -> str:
    """v2.1, version 2.1, Python 3.11, 1.2.3."""
    text = re.sub(r"\b(?:[vV](?:er\.?\s?)?(?=\d+\.\d)|v(?=\d{1,2}(?:[\s,;:.)]|$)))(\d+(?:\.\d+)*)", r"version \1", text)
    text = re.sub(r"\b([vV]ersions?) (\d+(?:\.\d+)*)", lambda m: f"{m[1]} {dotted(m[2])}", text)
    text = re.sub(rf"\b({_SOFTWARE}) (\d+\.\d+)(?![\d%.]*\d|%| ?(?:bil|mil|tril|per))", _software, text)
    return re.sub(r"(?<![\w.$€£¥])(\d+(?:\.\d+){2,})(?![\w])", lambda m: dotted(m[1]), text)


def models(text: str) -> str:
    """GPT-4.5, o3-mini, A100, COVID-19, 7B, Qwen2.5-72B, Boeing 737-800."""
    text = re.sub(r"\b(Q[1-4])\s?[-–]\s?(?=Q[1-4]\b)", r"\1 to ", text)
    text = re.sub(r"\b((?:Boeing|Airbus) A?\d+)-(?=\d)", r"\1 ", text)
    text = re.sub(rf"\b([A-Za-z]+)-(\d{{1,4}}(?:\.\d+)?)([a-z]?){_END}(?:-(?=[A-Za-z]))?", _model, text)
    text = re.sub(r"\b(ISO|IEC|RFC|DIN|ASTM|GTX|RTX) (\d{4})\b(?![.,]\d)", _model, text)
    text = re.sub(rf"\b([A-Za-z]{{1,3}})(\d{{1,4}}(?:\.\d+)?){_END}(?:-(?=[A-Za-z]))?", _model, text)
    text = re.sub(rf"(?<![\w.,$])(\d{{1,4}}(?:\.\d+)?)([KBMGDTa-z]){_END}(?! ?ago)", r"\1 \2", text)
    return _MIXED.sub(_mixed, text)


def _software(found: re.Match[str]) -> str:
    return f"{found[1]} {dotted(found[2])}"


def _model(found: re.Match[str]) -> str:
    tail = found[3] if found.re.groups > 2 and found[3] else ""
    name, number = spelled(found[1]), found[2]
    said = f"{cardinal(number[:2])} {cardinal(number[2:])}" if _in_pairs(number) else cardinal(number)
    return f"{name} {said}{' ' + tail if tail else ''}{' ' if found[0].endswith('-') else ''}"


def _in_pairs(number: str) -> bool:
    """4090 is said "forty ninety", 6346 "sixty-three forty-six"."""
    return len(number) == 4 and number.isdigit() and number[0] != "0" and number[2] != "0" and number[1:] != "000"


def _mixed(found: re.Match[str]) -> str:
    """H2O, i18n, A320neo, Qwen2.5: letters and figures in turn."""
    if found[0] in _KUBERNETES:
        return _KUBERNETES[found[0]]
    parts = re.findall(r"\d+(?:\.\d+)?|[A-Za-z]+", found[0])
    return " ".join(cardinal(part) if part[0].isdigit() else spelled(part) for part in parts)
