"""Bare addresses in running text, as a reader sees where they end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobs.regex import regex

_URL = regex(r"(?:https?|ftp)://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+|www\.[A-Za-z0-9\-._~/?#=&%]+")
_STOPS = ".,;:!?*_~'\"(["
_GENITIVE = regex(r"'s$")

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_ON = regex(f"(?:[{_HAN}A-Za-z0-9%_()/\\-]|[.?&=#~+:@](?=[{_HAN}A-Za-z0-9%]))+")
"""How an address goes on whose path is Chinese."""
_TITLED = regex(
    r"https?://(?:[\w-]+\.)*(?:wikipedia|wiktionary|wikisource|wikiquote|wikivoyage)\.org/(?:wiki|zh(?:-[a-z]+)?)/"
    r"|https?://baike\.baidu\.com/(?:item|view)/"
)
"""Sites whose pages have Chinese names."""
_DEEP = regex(r"(?:\w+://)?[^/]+/(?:[^/\s]+/(?:.*[/=#])?|.*[=#])")
"""A path of at least one part, or a query, or a heading: behind each of these a Chinese name may stand."""
_SPEAKS = regex(
    r"[的了就很已不有在给会要这]|可以|查看|下载|访问|页面|网站|词条|条目|介绍|获取|注册|登录|打开|进行|使用|或者|然后|即可"
    f"|[/=#](?:[和与或是来并后里看])|[{_HAN}]{{16}}"
)
"""Words of a sentence that goes on behind an address without a space."""
_ABOUT = regex("(?:页面?|词条|条目|网站|一文|介绍)$")
"""Words behind a name that say what the address is."""
_GOES_ON = regex(r"[\w，。、；：！？（《「【]")
_TAIL = regex(f"[{_HAN}][/.][A-Za-z0-9%]")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of bare addresses without the punctuation, the bracket or the 's that follows them in a sentence."""
    reach = 0
    for match in _URL.finditer(text) if "://" in text or "www." in text else ():
        if match.start() < reach:
            continue
        reach = _end(text, match)
        trimmed = _GENITIVE.sub("", text[match.start() : reach]).rstrip(_STOPS)
        while trimmed.endswith((")", "]")) and _closing(trimmed) > 0:
            trimmed = trimmed[:-1].rstrip(_STOPS)
        if trimmed:
            yield match.start(), match.start() + len(trimmed)


def _end(text: str, match: re.Match[str]) -> int:
    """Where an address ends: a Chinese name in it is its own only where that is sure, since prose may follow directly.

    It is where a site has such names, and elsewhere in a query or behind #, or where the address goes on in ASCII.
    """
    start, end = match.span()
    on = _ON.match(text, end)
    if on is None:
        return end
    speaks, titled = _SPEAKS.search(text, end - 1, on.end()), _TITLED.fullmatch(text, start, end)
    apart = not _GOES_ON.match(text, on.end())
    if titled:
        return on.end() if not speaks or (apart and not _ABOUT.search(on.group())) else end
    if text[end - 1] in "=#" and apart and not speaks:
        return on.end()
    tailed = _TAIL.search(on.group()) is not None and on.group()[-1].isascii()
    return on.end() if tailed and not speaks and _DEEP.fullmatch(text, start, end) else end


def _closing(text: str) -> int:
    """How many more brackets are closed in `text` than opened."""
    return sum(text.count(mark) for mark in ")]") - sum(text.count(mark) for mark in "([")
