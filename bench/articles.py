"""Articles as people publish them, made up by the dozen: the same number and seed give the same text.

The words are Chinese, the sentences mean nothing; sizes, blocks and front matter are those of news and blog posts.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

# ruff: noqa: SIM905 - words in a row are easier to read than words in quotes
_WHO = "公司 研究团队 开发者 分析师 城市管理部门 出版社 编辑部 读者 用户 学校 博物馆 投资人 记者 工程师".split()
_WHEN = "昨天上午 上个月 今年春天 过去三年里 发布会之后 在最近的一次采访中 几周之内 从去年开始 到目前为止 周末".split()
_DID = "宣布推出 重新设计了 正在测试 悄悄撤回了 详细介绍了 公开讨论 大幅改进了 首次展示了 计划收购 不得不放弃".split()
_HOW = "全新的 备受期待的 仍不成熟的 面向普通人的 开源的 规模更大的 几乎被遗忘的 价格合理的 相当复杂的".split()
_WHAT = "搜索工具 语音助手 翻译模型 图书目录 地铁线路 推荐算法 芯片 阅读器 天气服务 电子档案 播客节目 数据中心".split()
_WHY = [
    "这让许多人感到意外",
    "业内对此看法不一",
    "具体细节还没有公布",
    "相关文档随后也更新了",
    "成本比预想的要低得多",
    "不过实际效果有待观察",
    "大家更关心的是它何时能用上",
    "这与早先的说法并不完全一致",
]
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙"


def article(number: int, *, seed: int = 0, chars: int = 0) -> str:
    """Article `number`: about `chars` characters of body (0: between 1,500 and 9,000, mostly around 4,000)."""
    rng = random.Random(f"{seed}/{number}")
    size = chars or int(min(9000, max(1500, rng.lognormvariate(8.3, 0.45))))
    title = f"{rng.choice(_WHO)}{rng.choice(_DID)}{rng.choice(_HOW)}{rng.choice(_WHAT)}"
    blocks, filled = [_image(rng), f"**{_sentence(rng)}**"], 0
    while filled < size:
        blocks.append(_block(rng))
        filled += len(blocks[-1])
    return _head(rng, title, number) + "\n\n".join(blocks) + "\n"


def folder(root: Path, count: int, *, seed: int = 0, chars: int = 0) -> list[Path]:
    """`count` articles below `root`, a hundred to a folder; their paths in order."""
    made = []
    for number in range(count):
        path = root / f"{number // 100:03}" / f"{number:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(number, seed=seed, chars=chars), encoding="utf-8", newline="")
        made.append(path)
    return made


def _head(rng: random.Random, title: str, number: int) -> str:
    day = f"2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02} {rng.randint(0, 23):02}:10:11"
    return (
        f'---\ntitle: "{title}"\ndate: "{day}"\nslug: "p{number}"\ncategories:\n  - "news"\nlang:\n  - "zh-CN"\n'
        'translations:\n  - "zh-CN"\ntags:\n  - "news"\n  - "tech"\nmenu: ""\nlead: ""\ncomments: false\n'
        'toc: false\nmathjax: false\nsidebar: "right"\nwidgets:\n  - "search"\n  - "recent"\n---\n\n'
    )


def _sentence(rng: random.Random) -> str:
    name = rng.choice(_SURNAMES) + rng.choice(["先生", "女士", "教授"])
    figure = rng.choice([f"{rng.randint(2, 900)}万", f"{rng.randint(2, 99)}%", f"{rng.randint(2, 80)}亿", "不少"])
    said = f"{rng.choice(_WHO)}{rng.choice(_WHEN)}{rng.choice(_DID)}{rng.choice(_HOW)}{rng.choice(_WHAT)}"
    tail = rng.choice([f"涉及{figure}个{rng.choice(_WHAT)}", f"{name}说，{rng.choice(_WHY)}", rng.choice(_WHY)])
    return f"{said}，{tail}。"


def _paragraph(rng: random.Random) -> str:
    text = "".join(_sentence(rng) for _ in range(rng.randint(2, 6)))
    address = f"https://example.com/{rng.randrange(10**6)}"
    extra = rng.random()
    if extra < 0.2:
        text += f"详见[{rng.choice(_WHAT)}的说明]({address})。"
    elif extra < 0.3:
        text += f"命令是 `run --{rng.choice('abc')} {rng.randint(1, 9)}`，**{rng.choice(_WHY)}**。"
    return text


def _image(rng: random.Random) -> str:
    return f"![图片](https://img.example.com/{rng.randrange(10**9)}/641)"


def _heading(rng: random.Random) -> str:
    text = f"{rng.choice(_HOW)}{rng.choice(_WHAT)}{rng.choice(_WHEN)}"
    return f"{text}\n{'-' * 24}" if rng.random() < 0.5 else f"## {text}"


def _list(rng: random.Random) -> str:
    return "\n".join(f"* **{rng.randint(2010, 2026)}年**：{_sentence(rng)}" for _ in range(rng.randint(3, 6)))


def _quote(rng: random.Random) -> str:
    return f"> {_sentence(rng)}"


def _code(rng: random.Random) -> str:
    return f"```python\nvalue = {rng.randrange(10**6)}  # {rng.choice(_WHAT)}\nprint(value)\n```"


def _table(rng: random.Random) -> str:
    rows = "".join(f"\n| {rng.choice(_WHAT)} | {rng.randint(1, 999)} |" for _ in range(rng.randint(2, 5)))
    return f"| 名称 | 数量 |\n| --- | ---: |{rows}"


_BLOCKS: tuple[tuple[Callable[[random.Random], str], int], ...] = (
    (_paragraph, 60),
    (_image, 8),
    (_heading, 10),
    (_list, 6),
    (_quote, 6),
    (_code, 3),
    (_table, 3),
)


def _block(rng: random.Random) -> str:
    makers, weights = zip(*_BLOCKS, strict=True)
    return str(rng.choices(makers, weights)[0](rng))
