"""Checks on segments and bodies: for each a pair of texts that passes and one that does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.fidelity import by_hand
from jobs.article.frontmatter import read
from jobs.article.segments import split
from jobs.fidelity import language
from jobs.fidelity.checks import SEGMENT_CHECKS, Check, Judge, described
from jobs.fidelity.typography import mend, stray_markers

JUDGE = Judge()

PASSING = [
    ("链接[在此](⟦1⟧)", "The link is [here](⟦1⟧)"),
    ("前⟦1⟧后⟦2⟧", "⟦2⟧ after ⟦1⟧ before"),
    ("运行`make`即可", "Just run `make`"),
    ("**标题：**正文", "**Title:** text"),
    ("他说：“好的”", "He said, “All right.”"),
    ("以下是中文翻译成英文的例子", "What follows is an example of Chinese turned into English"),
    ("以下是译文：今天天气很好", "Here is the translation: The weather is good today"),
    ("抱歉，我无法帮助你", "Sorry, I can't help you"),
    ("5 * 3 是多少", "What is 5 * 3"),
    ("好的，我们开始吧", "Okay, let's begin"),
    ("以下是示例：", "Here is an example:"),
    ("译文：见下表", "Translation: see the table below"),
    ("按您的要求，价格已调整", "As requested, the price has been adjusted"),
    ("欢迎到论坛发帖。", "Feel free to post on the forum."),
    ("随便逛，尽管试。", "Look around, and feel free to try things on."),
    ("有别的想法，请留言告诉我。", "Let me know if you have other ideas."),
    ("希望对你有帮助。", "I hope this helps."),
    ("好的，这里是你要的。", "Okay, here you go: what you asked for."),
    ("人家就敢半夜给你打电话。", "They'll feel free to phone you in the middle of the night."),
    ("先检查这台机器是不是 leader。", "It first checks if the source is a leader."),
    ("代码放在仓库里。", "The source is in the repository."),
    ("手机确实快，可电池不行。", "Sure, the phone is fast, but its battery is poor."),
    ("我把这些信都留着。", "I have kept all these letters."),
    ("价格保持不变。", "The price was left as is."),
    ("消息来源是一名前雇员。", "The source is a former employee."),
    ("我忍不住笑了。", "I can't help laughing."),
    ("这个忙我帮不了。", "I can't help with that."),
    ("作为AI公司，我们很谨慎。", "As an AI company we are careful."),
    ("“景漂”指的是在景德镇漂泊的人。", '"Jing drifters" (景漂) are people who drift to Jingdezhen.'),
    ("手册：[English](⟦1⟧) | [中文](⟦2⟧)", "Guide: [English](⟦1⟧) | [中文](⟦2⟧)"),
    ("一进门就听见“咚、咚、咚咚”。", "The moment you walk in you hear it: boom, boom, boom-boom."),
    ("第六步：备份，备份，备份", "Step 6: Back up, back up, back up"),
    ("只剩一句话：别上头，别上头，别上头。", "One thought was left: don't get carried away, don't get carried away."),
    ("这是 BOM 表一行一行抠出来的。", "It's the bill of materials, ground through line by line."),
    ("本次发布 v2.3.1，修复若干缺陷。", "This is version 2.3.1, which fixes some bugs."),
    ("**没看就是没看。** 漏了就空着。", "**If you didn't look, you didn't look.** Leave what you missed blank."),
    ("不再把「C 语言」切成两个词", '"C 语言" (the C language) is no longer split into two words'),
    (
        "`fix` 类型提交应当对应到 `PATCH` 版本。`feat` 类型提交应该对应到 `MINOR` 版本。",
        (
            "`fix` type commits should be translated to `PATCH` releases. "
            "`feat` type commits should be translated to `MINOR` releases."
        ),
    ),
    (
        "为每个查询维持一个独立的数据库连接，可以提高效率。为每个分片维持一个独立的数据库连接，还能避免过早加载。",
        (
            "Holding an independent database connection for each of the queries is more efficient. "
            "Holding an independent database connection for each of the shards also avoids loading too early."
        ),
    ),
]
FAILING = [
    ("tokens", "链接[在此](⟦1⟧)", "The link is here"),
    ("tokens", "前⟦1⟧后", "⟦1⟧ before ⟦1⟧ after"),
    ("tokens", "前⟦1⟧后", "before ⟦1 after"),
    ("tokens", "前后", "before ⟦3⟧ after"),
    ("links", "链接[在此](⟦1⟧)", "The link is here ⟦1⟧"),
    ("links", "没有链接", "There is [no link](http://x.example)"),
    ("links", "见[此处](⟦1⟧)", "See here [](⟦1⟧)"),
    ("links", "见[此处]⟦1⟧", "See here []⟦1⟧"),
    ("inline_code", "运行`make`即可", "Just run make"),
    ("inline_code", "运行即可", "Just `run`"),
    ("html", "换行", "new<br>line"),
    ("chinese_left", "今天天气很好", "Today 天气 is good"),
    ("empty", "今天天气很好", " "),
    ("empty", "今天天气很好", "…"),
    ("empty", "三、工业和建筑业", "III."),
    ("repeated", "只剩一句话：别上头。", "One thought was left: don't get carried away, don't get carried away."),
    ("garbage", "第一行，\n第二行。", "Line one,\\nline two."),
    ("garbage", "安装说明", "Instal\ufffdlation"),
    ("garbage", "第一行讲安装", "b1: Line one is on installation"),
    ("garbage", "第一行讲安装", "[b12.1] : Line one is on installation"),
    ("chatter", "这里先介绍一下：", "Okay, here you go: Here's an introduction:"),
    ("chatter", "今天天气很好", "Sure! Here is the translation: The weather is good today"),
    ("chatter", "这是翻译工具的介绍，很好用。", "Here is the translation: This introduces the tool, a handy one."),
    ("chatter", "今天天气很好", "The weather is good today.\nNote: I kept the tone"),
    ("chatter", "Rust 编译器更新到最新版", "Certainly, here is the translated text. Update the Rust compiler"),
    ("chatter", "对开发者而言：", "Okay, here you go: For developers:"),
    ("chatter", "行为", "Okay, here you go: Offence"),
    ("chatter", "以下示例展示了用法", "As requested, the translated text: The following shows the usage"),
    ("chatter", "编译代码", "Compile the code (Translator's note: as in the original.)"),
    ("chatter", "今天天气很好", "The weather is good. Feel free to ask."),
    ("chatter", "请安装最新的版本", "Install the latest version. Let me know if you need changes."),
    ("chatter", "今天天气很好", "The source is unclear: the weather is good today"),
    ("chatter", "我今天很开心", "I am happy today. I've kept the formatting."),
    ("chatter", "今天天气很好", "The weather is good. I hope this helps."),
    ("chatter", "今天确实很好", "Sure, here is the translation: Today is good indeed"),
    ("refusal", "今天天气很好", "I'm sorry, but I can't help with that."),
    ("refusal", "我们不会离开。", "I can't assist with that."),
    ("refusal", "AI能做很多事。", "As an AI language model, I cannot do this."),
    ("chinese_left", "“内卷”", "“内卷”"),
    ("chinese_left", "用于生成令牌（必要配置）", "Used to make tokens （必要配置）"),
    ("chinese_left", "我们去公园玩，天气很好。", "We go to the 公园 (park) to play; the weather is fine."),
    ("chinese_left", "我们去“公园”玩，天气很好。", "We go to the 公园 to play; the weather is fine."),
    ("chinese_left", "他说：“今天天气真的很不错。”", "He said: “今天天气真的很不错。” It is fine today."),
    (
        "repeated",
        "“哈哈哈”，他笑着说今天天气真不错，出去走走吧。",
        "“Ha ha,” he laughed. It is really a nice day, let us go out. It is really a nice day, let us go out.",
    ),
    (
        "repeated",
        "`fix` 类型提交应当对应到 `PATCH` 版本。",
        (
            "`fix` type commits should be translated to `PATCH` releases. "
            "`fix` type commits should be translated to `PATCH` releases."
        ),
    ),
    ("repeated", "人太多了，可以再试试哦。", "So many people! Do try again~ Do try again~"),
    ("runaway", "好", "good " * 60),
    ("stray_emphasis", "**标题：**正文", "**Title: **text"),
]


@pytest.mark.parametrize(("source", "target"), PASSING)
def test_a_right_translation_has_no_error(source: str, target: str) -> None:
    """No check calls a right translation wrong."""
    assert [f for f in JUDGE.segment("b1", source, target) if f.severity == "error"] == []


@pytest.mark.parametrize(("check", "source", "target"), FAILING)
def test_a_wrong_translation_is_an_error(check: str, source: str, target: str) -> None:
    """The check that is meant for it calls a wrong translation wrong."""
    assert check in {f.check for f in JUDGE.segment("b1", source, target) if f.severity == "error"}


PAIRS = {
    # check: (target language, source, a translation that passes, one that does not, its severity)
    "empty": ("en", "今天天气很好", "Nice weather today", "…", "error"),
    "tokens": ("en", "前⟦1⟧后", "before ⟦1⟧ after", "before after", "error"),
    "links": ("en", "见[此处](⟦1⟧)", "See [here](⟦1⟧)", "See here (⟦1⟧)", "error"),
    "inline_code": ("en", "运行`make`", "Run `make`", "Run `Make`", "error"),
    "html": ("en", "换行", "A new line", "A new<br>line", "error"),
    "refusal": ("en", "今天天气很好", "Nice weather today", "I'm sorry, but I can't translate this.", "error"),
    "chatter": ("en", "天气很好", "Nice weather", "Here is the translation: Nice weather", "error"),
    "blank_line": ("en", "第一句。第二句。", "One here.\nTwo here.", "One here.\n\nTwo here.", "error"),
    "garbage": ("en", "第一行，\n第二行。", "Line one,\nline two.", "Line one,\\nline two.", "error"),
    "chinese_left": ("en", "今天天气很好", "Nice weather today", "Nice 天气 today", "error"),
    "untranslated": ("zh-TW", "今天的天气真的很好啊", "今天的天氣真的很好啊", "今天的天气真的很好啊", "error"),
    "runaway": ("en", "好", "Good", "good " * 60, "error"),
    "stray_emphasis": ("en", "**好**天气", "**Nice** weather", "**Nice **weather", "error"),
    "full_width": ("en", "好，天气", "Nice, weather", "Nice，weather", "warning"),
    "quotes": ("en", "他说：“好。走吧。”", 'He said, "Good. Off we go."', 'He said, "Good.', "warning"),
    "gaps": (
        "en",
        "1997年，我上初二。",
        "In 1997, when I was in grade eight.",
        "In , when I was in grade eight.",
        "error",
    ),
    "emphasis_lost": ("en", "**很好**", "**Very good**", "Very good", "info"),
    "repeated": (
        "en",
        "天气很好，我们出门。",
        "The weather is fine, so we go out.",
        "We go out now. We go out now.",
        "error",
    ),
    "dropped": (
        "en",
        "公司发布了新产品。市场反应强烈，投资者担心价格过高。",
        "The company released a new product. The market reacted strongly: investors worry that the price is too high.",
        "The company released a new product.",
        "error",
    ),
    "added": (
        "en",
        "公司发布了新产品。市场反应强烈。",
        "The company released a new product. The market reacted strongly.",
        "The company released a new product. Experts call this proof that patience pays. The market reacted strongly.",
        "error",
    ),
    "length": (
        "en",
        "这个项目的目标是让更多的开发者能够使用开源工具来构建自己的服务，并且不必关心底层的细节和复杂的配置。",
        "The project lets more developers build services with open-source tools without caring about the details.",
        "The project helps.",
        "error",
    ),
    "items": (
        "en",
        "更新了搜索、通知、日历和任务管理。",
        "Search, notifications, the calendar and task management were updated.",
        "Search, notifications and task management were updated.",
        "warning",
    ),
    "quantities": ("en", "售价974亿美元", "The price is $97.4 billion", "The price is $974 billion", "error"),
    "swapped": (
        "en",
        "目标价从62港元上调至78港元",
        "The price target went up to HK$78 from HK$62",
        "The price target went up to HK$62 from HK$78",
        "error",
    ),
    "direction": ("en", "营收下降12%", "Revenue fell 12%", "Revenue rose 12%", "error"),
    "names": (
        "en",
        "DeepSeek今天发布了新的模型，价格比对手低得多，用户可以免费使用全部的功能。",
        "DeepSeek released a new model today that is much cheaper than its rivals; all functions are free to use.",
        "Carter released a new model today that is much cheaper than its rivals; all functions are free to use.",
        "error",
    ),
    "exonyms": ("en", "微软反对", "Microsoft objects", "Google objects", "error"),
    "persons": ("en", "沈砚舟出席", "Shen Yanzhou was there", "Shen Yazhou was there", "warning"),
    "negation": ("en", "他没有回答", "He did not answer", "He answered", "warning"),
    "opposites": ("en", "请先关闭缓存", "Turn off the cache first", "Turn on the cache first", "warning"),
    "hedges": ("en", "公司或将上市", "The company may go public", "The company goes public", "warning"),
    "qualifiers": ("en", "前总统去世", "The former president has died", "The president has died", "warning"),
}


@pytest.mark.parametrize("check", SEGMENT_CHECKS, ids=lambda check: check.name)
def test_every_check_passes_one_text_and_fails_another(check: Check) -> None:
    """Each check lets a right translation through and names a wrong one, with the severity that it is listed with."""
    language, source, right, wrong, severity = PAIRS[check.name]
    assert check.applies(language, "zh-CN")
    assert [*check.run(source, right)] == []
    found = Judge(target=language).segment("b1", source, wrong)
    assert severity in {finding.severity for finding in found if finding.check == check.name}
    assert severity in check.severity


def test_every_check_says_what_it_looks_at() -> None:
    """Each name is listed once, with a severity and a whole sentence."""
    listed = described()
    assert len({name for name, _, _ in listed}) == len(listed)
    for _, severity, text in listed:
        assert set(severity.split(" or ")) <= {"error", "warning", "info"}
        assert text.endswith(".") or ":" in text


@pytest.mark.parametrize("severity", ["off", "info", "warning"])
def test_a_project_sets_the_severity(severity: str) -> None:
    """A check's severity in the settings overrules its own opinion; "off" silences it."""
    judge = Judge(severities={"chinese_left": severity})
    found = [f for f in judge.segment("b1", "今天天气", "Today 天气") if f.check == "chinese_left"]
    assert [f.severity for f in found] == ([] if severity == "off" else [severity])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Hello，world。", "Hello, world."),
        ("“A”、“B”：（c）", "“A”, “B”: (c)"),
        ("《Title》", "“Title”"),
        ("１２％", "12%"),
        ("**Title: **text", "**Title:** text"),
        ("end**.**", "end."),
        ("a**** b", "a b"),
        ("`，` stays", "`，` stays"),
        ("fine, as it is.", "fine, as it is."),
        ("the icon \ue412，then `code`", "the icon \ue412, then `code`"),
        ("5～10 and 30～40%", "5–10 and 30–40%"),
        ("５％ ～ １０％、 $5～$10", "5%–10%, $5–$10"),
        ("Monday～Friday, `a`～`b`", "Monday–Friday, `a`–`b`"),
        ("See you～ in ～5 minutes", "See you∼ in ∼5 minutes"),
        ("5~10 and 30%~40%", "5–10 and 30%–40%"),
        ("~~5~10~~ and `5~10`", "~~5–10~~ and `5~10`"),
        ("~/a, ~1.2, HEAD~1, a/1~2, 5 ~ 10", "~/a, ~1.2, HEAD~1, a/1~2, 5 ~ 10"),
    ],
)
def test_typography_is_mended(before: str, after: str) -> None:
    """Full-width punctuation and bold that does not render become what an English page shows."""
    assert mend(before, "en") == after


@pytest.mark.parametrize(
    ("source", "before", "after"),
    [
        ("版本1.2~1.5", "versions 1.2~1.5", "versions 1.2~1.5"),
        ("5～10度，即5到10度", "5~10 degrees", "5–10 degrees"),
        ("版本1.2~1.5，5～10度", "versions 1.2~1.5, 5~10 degrees", "versions 1.2~1.5, 5–10 degrees"),
    ],
)
def test_a_tilde_of_the_source_stays(source: str, before: str, after: str) -> None:
    """A range of figures has a dash, but for what the source writes with the same tilde."""
    assert mend(before, "en", source) == after


@given(st.text(alphabet="ab，。：**（）`⟦1⟧ \\_《》“”％１～~5.\ue000\ue412", max_size=30))
def test_mending_twice_changes_nothing_more(text: str) -> None:
    """`mend` is idempotent."""
    assert mend(mend(text, "en"), "en") == mend(text, "en")


@given(st.text(alphabet="ab*: .,“”`", max_size=30))
def test_after_mending_no_bold_marker_shows(text: str) -> None:
    """No `**` is left for a reader to see, whatever the reply was."""
    assert not [mark for mark in stray_markers(mend(text, "en")) if mark[1] - mark[0] > 1]


@pytest.mark.parametrize(
    ("source", "right", "wrong"),
    [
        ("这是<b>重要</b>的内容", "This is ⟦1⟧important⟦2⟧ content", "This is ⟦2⟧important⟦1⟧ content"),
        ("按<kbd>A</kbd>+<kbd>C</kbd>键", "Press ⟦3⟧C⟦2⟧+⟦1⟧A⟦4⟧", "Press ⟦1⟧A⟦3⟧+⟦2⟧C⟦4⟧"),
        ("水是H<sub>2</sub>O和<i>冰</i>", "⟦3⟧Ice⟦4⟧ and H⟦1⟧2⟦2⟧O", "H⟦1⟧2⟦3⟧O and ⟦2⟧ice⟦4⟧"),
        ("<b>甲<i>乙</i></b>丙", "C ⟦1⟧a⟦2⟧b⟦3⟧⟦4⟧", "C ⟦1⟧a⟦2⟧b⟦4⟧c⟦3⟧"),
        ('看<a href="/a">官网</a>的说明', "Read ⟦1⟧the website⟦2⟧", "Read the website⟦1⟧⟦2⟧"),
        ('<a id="a"></a>官网<br>说明', "⟦1⟧⟦2⟧Website⟦3⟧notes", "⟦2⟧⟦1⟧Website⟦3⟧notes"),
        ("{% hl %}重点{% endhl %}内容", "⟦1⟧Key⟦2⟧ content", "⟦2⟧Key⟦1⟧ content"),
        ("<b>重点</b>和<span>内容", "⟦3⟧⟦1⟧Key⟦2⟧ content", "⟦3⟧⟦2⟧Key⟦1⟧ content"),
    ],
)
def test_tags_enclose_what_they_did(source: str, right: str, wrong: str) -> None:
    """Elements may move; what encloses words in the source does so in the target, and in order."""
    body = source.encode()
    (segment,) = split(body)
    judge = Judge().reading(body)
    assert not [f for f in judge.segment("b1", segment.text, right) if f.check == "html"]
    assert [f.severity for f in judge.segment("b1", segment.text, wrong) if f.check == "html"] == ["error"]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("很多</b>，<b>重点", "Key⟦2⟧, much⟦1⟧"),
        ("第一行<b>重点", "⟦1⟧Key line"),
        ("<b>重<i>点</b>很</i>多", "⟦1⟧Key⟦3⟧⟦4⟧, much⟦2⟧"),
        ("见<https://a.cn>好<br>", "⟦2⟧Good ⟦1⟧"),
    ],
)
def test_tags_that_are_alone_may_stand_anywhere(source: str, target: str) -> None:
    """What does not nest in the source's paragraph need not in the target's."""
    (segment,) = split(source.encode())
    found = Judge().reading(source.encode()).segment("b1", segment.text, target)
    assert not [f for f in found if f.check == "html"]


@pytest.mark.parametrize(
    ("source", "right", "wrong"),
    [
        ("用https://a.cn/v3的接口", "Use ⟦1⟧'s API", "Use the API at⟦1⟧"),
        ("用 https://a.cn/v3 的接口", "Use (⟦1⟧)", "Use ⟦1⟧to"),
    ],
)
def test_no_word_is_glued_to_an_address(source: str, right: str, wrong: str) -> None:
    """A bare address stands apart from the words around it."""
    (segment,) = split(source.encode())
    judge = Judge().reading(source.encode())
    assert not [f for f in judge.segment("b1", segment.text, right) if f.check == "garbage"]
    assert [f.severity for f in judge.segment("b1", segment.text, wrong) if f.check == "garbage"] == ["error"]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("路径是C:\\new", "The path is C:\\new"),
        ("用换行符分隔", "Separated by \\n"),
        ("运行`a\\n`", "Run `a\\n`"),
        ("损坏的\ufffd字符", "A damaged \ufffd character"),
        ("b1：第一块", "b1: block one"),
        ("维生素的作用", "B1: what it does"),
    ],
)
def test_what_looks_like_garbage_and_is_none(source: str, target: str) -> None:
    """What the source has or speaks of, code and other names are no garbage."""
    assert not list(language.garbage(source, target))


@pytest.mark.parametrize(
    ("source", "target", "word"),
    [
        ("# 题\n\n段", "# T\n\nP\n\nQ", "a paragraph where the source has nothing more: “Q”"),
        ("## 题\n\n段", "# T\n\nP", "a heading of level 1 where the source has a heading of level 2: “# T”"),
        ("- 甲\n\n段", "甲\n\n段", "a paragraph where the source has a list"),
        ("```sh\na\n```", "```\na\n```", "Fenced"),
        ('<img src="a" alt="图">', '<img src="b" alt="figure">', "html"),
        ("<p>\n<em>图</em>\n</p>", "<p>\n<em></em>\n</p>", "html"),
        ("<p>\n<em>图</em>\n</p>", "<p>\n<b>figure</b>\n</p>", "html"),
        ("[题](/a)", "[T](/b)", "links"),
        ("![题](/a)", "T", "images"),
        ("`a` 好", "`b` good", "code"),
        ("```\na\n```", "```\nb\n```", "code block"),
        ("好<br>好", "good good", "html"),
        ("好$a$", "good", "math"),
        (r"好\(a_1\)", r"good\(a_2\)", "math"),
        ("\\[\na = b\n\\]\n\n好", "\\[\na = c\n\\]\n\ngood", "math"),
        ("\\begin{a}\nx\n\\end{a}\n\n好", "good", "math"),
        ("好[^1]\n\n[^1]: 注", "good\n\n[^1]: note", "footnotes"),
        ("好{{< x >}}", "good", "shortcodes"),
        ("{% note %}\n好\n{% endnote %}", "{% note %}\ngood", "markup"),
        ("{% if a %}\n\n好\n\n{% endif %}", "{% if a %}\n\ngood", "markup"),
        (
            "{% highlight js %}\n\na = 1\n{% endhighlight %}",
            "{% highlight js %}\n\na = 2\n{% endhighlight %}",
            "markup",
        ),
        ("好 {{ page.author }}", "good {{ page.title }}", "markup"),
        (":::tip\n好\n:::", ":::warning\ngood\n:::", "markup"),
        ("::: tip 题\n好\n:::", "::: warning Title\ngood\n:::", "markup"),
        ("好\n{: .a}", "good\n{: .b}", "markup"),
        ("[好]{#a}", "[good]{#b}", "markup"),
        ("![](a.png){width=50%}", "![](a.png){width=60%}", "markup"),
        ("> [!note]+\n> 好", "> [!warning]+\n> good", "markup"),
        ("!!! note\n    好", "!!! warning\n    good", "markup"),
        ("!!! note\n\n    好", "good", "markup"),
        ('=== "好"\n\n    好', "good", "markup"),
        ("> [!note]+ 题\n> 好", "> good", "markup"),
        ("![[a.png]]", "[[a.png]]", "markup"),
        ("好[[a]]", "good", "markup"),
        ("好", "good [[a]]", "markup"),
        ("import A from 'a'\n\n好", "import A from 'b'\n\ngood", "markup"),
        ("[[toc]]\n\n好", "[[contents]]\n\ngood", "markup"),
        ("[TOC]\n\n好", "good", "markup"),
        ("*[CSS]: 好", "*[CSSS]: good", "markup"),
        ("据[@a]好", "good[@b]", "markup"),
    ],
)
def test_a_changed_body_is_an_error(source: str, target: str, word: str) -> None:
    """Whatever of the page's structure is lost or changed is named."""
    found = JUDGE.body(source.encode(), target.encode())
    assert any(f.severity == "error" and word in f.message for f in found)
    assert not [f for f in JUDGE.body(source.encode(), source.encode()) if f.severity == "error"]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ('<img src="a" alt="图">', '<img src="a" alt="A figure">'),
        ("<p>\n  <em>图一</em>\n</p>", "<p>\n  <em>Figure one</em>\n</p>"),
        ("好<span title='注'>字</span>", "good<span title='note'>word</span>"),
    ],
)
def test_what_a_reader_sees_of_html_may_be_translated(source: str, target: str) -> None:
    """People translate captions and alternative texts in HTML: its tags and addresses are the same all the same."""
    found = JUDGE.body(source.encode(), target.encode(), by_people=True)
    assert {f.severity for f in found} == {"info"}
    assert "error" in {f.severity for f in JUDGE.body(source.encode(), target.encode())}


@pytest.mark.parametrize(
    ("source", "adapted", "damaged"),
    [
        ("见[[卢曼]]", "see [[Luhmann]]", "see ![[Luhmann]]"),
        ("![[架构图.png|300]]", "![[architecture.png|300]]", "[[architecture.png|300]]"),
        ("::: tip 题\n好\n:::", ":::tip\ngood\n:::", "::: danger Title\ngood\n:::"),
        (":::tip[题]\n好\n:::", ":::tip\ngood\n:::", "good"),
        ("{% asset_img a.jpg 说明 %}", "{% asset_img a.jpg caption %}", "{% asset_img b.jpg caption %}"),
        (
            "{% raw %}\na = 1 # 注\n{% endraw %}",
            "{% raw %}\na = 1 # note\n{% endraw %}",
            "{% raw %}\na = 2 # note\n{% endraw %}",
        ),
    ],
)
def test_what_people_adapt_in_markup(source: str, adapted: str, damaged: str) -> None:
    """Its Chinese may be translated and a title left out; everything else of it is the same."""
    for target, weights in ((adapted, {"info"}), (damaged, {"error"})):
        found = [f for f in JUDGE.body(source.encode(), target.encode(), by_people=True) if "markup" in f.message]
        assert {f.severity for f in found} == weights


@pytest.mark.parametrize(
    ("target", "where"),
    [
        ("{{< note >}}\n内容\n{{< /note >}}", "between paired shortcodes (setting"),
        ("{{< mermaid >}}\n内容\n{{< /mermaid >}}", "in code between shortcodes"),
        ("{{< x title='内容' >}}", "in a shortcode's values"),
        ("<p>内容</p>", "in HTML"),
        ("See [[内容]]", "in markup"),
        (':::info{title="内容"}\nwords\n:::', "in markup"),
        ("```mermaid\ngraph TD\nA[内容]\n```", "in a diagram"),
        ("``` {.mermaid}\ngraph TD\nA[内容]\n```", "in a diagram"),
        ("If $x=\\text{内容}$", "in a formula"),
        ("$$\nx=\\text{内容}\n$$", "in a formula"),
        (r"If \\(x=\text{内容}\\)", "in a formula"),
        ("See ![内容][].\n\n[内容]: a.png\n\n[words]: a.png", "in an image's text"),
        ("See ![内容].\n\n[内容]: a.png\n\n[words]: a.png", "in an image's text"),
        ("See [it][a].\n\n[a]: /u '内容'", "in a reference's title"),
        ("> [a]: /u (内容)", "in a reference's title"),
    ],
)
def test_chinese_that_is_left_alone_is_told(target: str, where: str) -> None:
    """Chinese that is no segment is named with its place: a warning; without Chinese there is none."""
    (said,) = language.left_alone(target.encode())
    assert (said.weight, where in said.message, said.target) == ("warning", True, "内容")
    assert not list(language.left_alone(target.replace("内容", "words").encode()))


@pytest.mark.parametrize(
    "target",
    ["```sh\necho 内容\n```", "![words](内容.png)", "[words][内容]\n\n[内容]: /u", "Words from $5 to $6, `内容`"],
)
def test_chinese_in_code_and_addresses_is_not_told(target: str) -> None:
    """Code is shown as it is, and nobody reads an address or the name of a reference."""
    assert not list(language.left_alone(target.encode()))


def test_chinese_that_a_text_explains_is_worth_a_look() -> None:
    """A term that the source quotes, with its English in brackets behind it, is cited: a warning, not an error."""
    text = "It copes with characters that have more than one reading, so 重庆 (Chongqing) won't become `zhongqing`."
    quoted, plain = (f"支持多音字，{mark}不会变成 `zhongqing`。" for mark in ("「重庆」", "重庆"))
    assert [said.weight for said in language.chinese_left(quoted, text)] == ["warning"]
    assert [said.weight for said in language.chinese_left(plain, text)] == ["error"]


@pytest.mark.parametrize(
    ("also", "severity"),
    [("他每月还花三千元租房。", "error"), ("他在美国每月还花三千元租房。", "warning"), ("他每月还租房。", "warning")],
)
def test_the_article_says_which_money_it_may_be(also: str, severity: str) -> None:
    """A bare figure has not become dollars where the article speaks of yuan and never of America; else it may have."""
    source = f"他攒了四万上下。\n\n{also}\n".encode()
    target = b"He has saved up around $40,000.\n\nHe also rents a flat for 3,000 yuan a month.\n"
    found = [f.severity for f in JUDGE.pair(source, target) if "currency" in f.message]
    assert found == [severity]
    right = target.replace(b"$40,000", b"40,000 yuan")
    assert not [f for f in JUDGE.pair(source, right) if "currency" in f.message]


@pytest.mark.parametrize(
    ("head", "also", "told", "held"),
    [
        ("", "7月8日大雨。", "July", False),
        ("", "7月8日大雨。", "August", True),
        ("date: 2026-07-08", "昨夜大雨。", "August", True),
        ("date: 2026-07-08", "昨夜大雨。", "July", False),
        ("", "昨夜大雨。", "August", False),
        ("", "7月8日大雨，本月第二次。", "August", False),
        ("", "七八月多雨。", "August", False),
        ("", "6月到9月多雨。", "August", False),
        ("", "6月和9月多雨。", "August", True),
        ("", "7月多雨，国庆前转晴。", "October", False),
        ("", "7月多雨，一季度少雨。", "March", False),
        ("", "12月31日有雪。", "January", True),
    ],
)
def test_a_day_is_in_a_month_that_the_article_speaks_of(head: str, also: str, told: str, held: bool) -> None:
    """9日 may be "July 9" where the article is about July, and no "August 9"; its date counts as well."""
    source = f"到9日下午，8辆车都到了。\n\n{also}\n".encode()
    target = f"By the afternoon of {told} 9 all eight trucks were there.\n\nIt rained.\n".encode()
    found = JUDGE.pair(source, target, head.encode())
    assert any(f"{told} 9" in f.message for f in found if f.check == "quantities") == held


@pytest.mark.parametrize(
    ("source", "target", "severity"),
    [
        ("票价十元，含茶。", "Tickets 10 yuan, tea included.", ""),
        ("票价十元，含茶。", "Tickets  yuan, tea included.", "error"),
        ("前言见[附件1](⟦1⟧)。", "For the list, see [Annex ](⟦1⟧).", "error"),
        ("始建于乾隆元年。", "Begun in the first year of the Qianlong reign ().", "error"),
        ("主摄是1英寸大底。", "The main camera has a -inch sensor.", "error"),
        ("每升温1℃就多一些。", "There is more of it for every °C rise.", "error"),
        ("涨了5美元。", "It rose by $.", "error"),
        ("第二步：双写", "Step : Dual writes", "error"),
        ("可以调用 `init()` 和 `run()`。", "You can call `init()` and `run()`.", ""),
        ("HTTP : 请求 3 次", "HTTP : three requests", ""),
        ("例如 `init`", "For example : `init`", "warning"),
        ("它用于检测。", "It is used to  detect them.", "warning"),
        ("在2023年战略（）扩大规模", "expanded the 2023 strategy ()", ""),
        ("生成 []Call 两次", "It makes []Call twice", ""),
        ("商品编号“00127”会丢。", 'The product code "" is lost.', "error"),
        ("服务时间为9:00至17:00。", "The hours are 9: to 17:00.", "error"),
        ("贷款须还满24个月。", "They have paid it off for at least months.", "error"),
        ("外婆2015年秋天去世了。", "She died in the fall of.", "error"),
        ("郁明德1949年生在慈城。", "Yu was born in in Cicheng.", "error"),
        ("又有两位用户附和。", "Two more users chimed in in the comments.", ""),
    ],
)
def test_a_hole_in_a_sentence(source: str, target: str, severity: str) -> None:
    """Where a figure stood there is a hole, in brackets, before a unit or a comma; what the source prints is none."""
    assert [f.severity for f in JUDGE.segment("b1", source, target) if f.check == "gaps"] == [severity][
        : bool(severity)
    ]


TABLE = """| {} | 2024 | 2025 |
|---|---|---|
| {} | {} | {} |
"""


@pytest.mark.parametrize(
    ("ours", "heading", "first", "second", "severities"),
    [
        ("月产能（万片）", "Monthly capacity (wafers)", "15,230,000", "17,000,000", ["warning"]),
        ("月产能（万片）", "Monthly capacity (10,000 wafers)", "15,230,000", "17,000,000", ["error"]),
        ("营收（亿元）", "Revenue (100m yuan)", "152.3", "170", ["error"]),
        ("营收（亿元）", "Revenue (100m yuan)", "1523", "1,700", []),
        ("营收（亿元）", "Revenue (100m yuan)", "1532", "1,700", ["error"]),
        ("营收（亿元）", "Revenue (100m yuan)", "152.3", "1,700", ["error"]),
        ("营收（亿元）", "Revenue (bn yuan)", "1523", "1,700", ["error"]),
        ("营收（亿元）", "Revenue (bn yuan)", "152.3", "170", ["warning"]),
    ],
)
def test_figures_of_a_table(ours: str, heading: str, first: str, second: str, severities: list[str]) -> None:
    """A cell of figures alone says the same; a column may be counted anew together with its heading."""
    source = TABLE.format("指标", ours, "1523", "1700").encode()
    found = JUDGE.pair(source, TABLE.format("Item", heading, first, second).encode())
    assert sorted({finding.severity for finding in found}) == severities


def test_mistakes_as_people_make_them() -> None:
    """Of the mistakes written by hand three in four are noticed, and few right sentences are called wrong."""
    rows, _, noticed = by_hand(JUDGE, "mistakes.tsv")
    assert noticed >= 0.75 * rows
    rows, wrong, noticed = by_hand(JUDGE, "right.tsv")
    assert wrong <= 0.05 * rows
    assert noticed <= 0.14 * rows


HEAD = """title: 题
date: 2026-07-08T08:00:00+08:00
draft: false
weight: 3
slug: a
cover: /zh/a.png
author: 张三
tags: [Go, 教程]
resources:
  - src: a.jpg
    title: 图
"""


@pytest.mark.parametrize(
    ("before", "after", "severity"),
    [
        ("title: 题", "title: T", ""),
        ("title: 题\n", "", "warning"),
        ("date: 2026-07-08T08:00:00+08:00", "date: 2026-07-08T00:00:00Z", ""),
        ("date: 2026-07-08T08", "date: 2026-07-09T08", "warning"),
        ("draft: false", "draft: true", "warning"),
        ("draft: false\n", "", ""),
        ("weight: 3", 'weight: "3"', ""),
        ("weight: 3", "weight: 30", "warning"),
        ("weight: 3\n", "", "warning"),
        ("slug: a", "slug: b", "info"),
        ("cover: /zh/a.png", "cover: /en/a.png", "info"),
        ("cover: /zh/a.png", "cover: /zh/b.png", "warning"),
        ("author: 张三", "author: Zhang San", ""),
        ("author: 张三\n", "", "warning"),
        ("tags: [Go, 教程]", "tags: [Golang]", ""),
        ("tags: [Go, 教程]", "tags: [Golang, tutorial]", ""),
        ("src: a.jpg", "src: b.jpg", "warning"),
        ("title: 图", "title: A picture", ""),
        ("  - src: a.jpg\n    title: 图", "  - src: a.jpg\n    title: 图\n  - src: b.jpg", "warning"),
        ("title: 题", "Title: T\nlang: en\ntranslator: A", ""),
    ],
)
def test_front_matter_that_is_not_translated_stays(before: str, after: str, severity: str) -> None:
    """Other data is worth a look, in whatever form it is written; what is translated may differ, and not go."""
    assert before in HEAD
    source, target = (read(f"---\n{head}---\n甲\n".encode()) for head in (HEAD, HEAD.replace(before, after)))
    found = [f.severity for f in JUDGE.article(source, target, ("title",)) if f.check == "front_matter"]
    assert found == [severity][: bool(severity)]


def test_front_matter_in_another_form() -> None:
    """TOML says the same as YAML; a draft that the source is not is told, and so is front matter that is gone."""
    yaml = read(b"---\ndate: 2026-07-08\nresources:\n  - src: a.jpg\n---\nA\n")
    toml = '+++\ndate = 2026-07-08\n[[resources]]\nsrc = "a.jpg"\n+++\nA\n'

    def found(target: str, judge: Judge = JUDGE) -> list[str]:
        return [f.message for f in judge.article(yaml, read(target.encode()), ()) if f.check == "front_matter"]

    assert found(toml) == []
    assert found(toml.replace("a.jpg", "b.jpg")) == ["`resources[0].src`: a.jpg has become b.jpg"]
    assert found(toml.replace("date", "draft = true\ndate")) == ["`draft`: False has become True"]
    assert found("A\n") == ["the front matter is gone"]
    assert found("A\n", Judge(severities={"front_matter": "off"})) == []


def test_a_container_may_leave_its_title_to_its_name() -> None:
    """People write `:::warning` for `:::warning 警告`: a warning; a paragraph without a counterpart is an error."""
    said, told = "政府昨天宣布了新的价格政策。", "The government announced a new price policy yesterday."
    for lost, weight in (("::: warning 警告", "warning"), ("::: warning\n\n我们的公司没有收到任何通知。", "error")):
        source, target = f"{said}\n\n{lost}\n{said}\n:::", f"{told}\n\n::: warning\n{told}\n:::"
        found = JUDGE.pair(source.encode(), target.encode())
        assert [f.severity for f in found if f.check == "dropped"] == [weight]
