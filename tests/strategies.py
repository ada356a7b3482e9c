"""Markdown and texts as hypothesis makes them: well-formed articles, and anything at all."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = st.sampled_from(
    [
        *["译播", "今天", "宣布，价格", "上涨3亿元。", "“引号”", "《书名》", "code", "word-1", "⟦1⟧", "😀", "１２"],
        *"$*_`[]()|<&\\~#>-+:!",
        "**",
        "1.",
        "{{",
        "$5",
        *(":::", "{%", "%}", "}}", "[[", "]]", "{#", "!!!", "[@", "^", "import "),
    ]
)
SPANS = st.sampled_from(
    [
        "**加粗。**",
        "**标题：**正文",
        "*斜体*",
        "~~删去~~",
        "`代码 code`",
        "``a ` b``",
        "[链接](https://example.com/a_(b)?q=1)",
        '[题](/x "链接 标题")',
        *("[题](/x (链接 标题))", '[题](/x "链接 \\"标题\\"")'),
        "[引用][ref]",
        "[ref]",
        "[ref][]",
        "![ref][]",
        "![图片](pic.png)",
        '![图](a.png "图 题")',
        "<br>",
        "<span class='x'>里面</span>",
        "https://example.com/路径",
        "<https://example.com>",
        "脚注[^1]",
        "$x^2$",
        "$5 到 $6",
        '{{< figure src="a.png" caption="题 *注*" >}}',
        "{{% ref `x` %}}",
        "&amp;",
        "\\*不斜\\*",
        "第一行  \n第二行",
        "第一行\n第二行",
        "<!-- 注释 -->",
        *("[[卢曼|那人]]", "![[图.png|300]]", "{% post_url 旧文章 %}", "{{ page.author }}", "{.class width=50%}"),
        *("[@李2019]", "正文 ^标识", "`{{ 码 }}`", "[题]({{ site.url }}/a)"),
        *(r"\(a_b\)", r"\(注\)", r"\(价=1\)", "\\[\na *b*\n= c\\\\[2pt]\n\\]\n", "\n\\begin{a}\nx_y_z\n\\end{a}"),
        "\n{: .notice}",
        "\n[TOC]\n",
    ]
)
INLINE = st.lists(WORDS | SPANS, min_size=1, max_size=6).map("".join)


def _prefixed(text: str, first: str, rest: str) -> str:
    return first + text.replace("\n", "\n" + rest)


BLOCKS = st.one_of(
    INLINE,
    INLINE.map(lambda t: "## " + t.replace("\n", " ")),
    INLINE.map(lambda t: t.replace("\n", " ") + "\n----"),
    st.lists(INLINE, min_size=1, max_size=3).map(lambda ts: "\n".join(_prefixed(t, "- ", "  ") for t in ts)),
    st.lists(INLINE, min_size=1, max_size=3).map(lambda ts: "\n".join(_prefixed(t, "1. ", "   ") for t in ts)),
    INLINE.map(lambda t: _prefixed(t, "> ", "> ")),
    INLINE.map(lambda t: "> [!TIP] 提示\n" + _prefixed(t, "> ", "> ")),
    INLINE.map(lambda t: f"| 表头 | b |\n|---|---|\n| {t.replace(chr(10), ' ').replace('|', '')} | 二 |"),
    INLINE.map(lambda t: f"```python\n# 注释 {t}\n```"),
    INLINE.map(lambda t: "    缩进 " + t.replace("\n", " ")),
    INLINE.map(lambda t: _prefixed(t, "[^1]: ", "    ")),
    INLINE.map(lambda t: f"术语\n: {t.replace(chr(10), ' ')}"),
    st.just("---"),
    st.just("[ref]: https://example.com/ref '引用'"),
    st.just("<div>\n块 里\n</div>"),
    st.just("$$\na = b\n$$"),
    INLINE.map(lambda t: '!!! note "标题"\n' + _prefixed(t, "    ", "    ")),
    INLINE.map(lambda t: '=== "标签"\n\n    ??? tip\n\n' + _prefixed(t, "        ", "        ")),
    INLINE.map(lambda t: f"::: tip 标题\n{t}\n:::"),
    INLINE.map(lambda t: _prefixed(f"{{% note %}}\n{t}\n{{% endnote %}}", "> ", "> ")),
    INLINE.map(lambda t: f"/// note | 标题\n{t}\n///"),
    st.sampled_from(
        [
            "{% raw %}\n# 码 *x\n\n```\n{% endraw %}",
            "import A from 'a'\nexport const 颜色 = [\n  1,\n]",
            "#标签 #标签二",
            "*[CSS]: 层叠样式表",
            '--8<-- "包含.md"',
            "<<< @/示例.js",
            "## 标题 {#图一}",
        ]
    ),
    st.just("{{< note >}}\n里面的字\n{{< /note >}}"),
)
"""Single blocks of Markdown, soft line breaks inside."""

BODIES = st.builds(
    lambda blocks, newline, end: (("\n\n".join(blocks) + end).replace("\n", newline)).encode(),
    st.lists(BLOCKS, min_size=0, max_size=7),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\n", "\n\n", "  \n"]),
)
"""Whole bodies, with either kind of line end."""

ANYTHING = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300).map(
    str.encode
)
"""Bodies without any order."""
