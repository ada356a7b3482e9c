"""Omission, addition and repetition: each check with pairs that pass and pairs that fail."""

from __future__ import annotations

import re
import textwrap
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.fidelity.alignment import MOST_PIECES, left_out
from jobs.fidelity.anchors import english_pieces, english_sentences, pieces, stems_of, table, weights, words_in
from jobs.fidelity.coverage import added, dropped, length_profile
from jobs.fidelity.language import blank_line, chatter
from jobs.fidelity.prose import expected_letters
from jobs.fidelity.repetition import repeated

SOURCE = "公司去年收入增长，利润却下降了。管理层认为原因是原材料价格上涨。新工厂将在明年投产，投资者对此表示欢迎。"
WHOLE = (
    "The company's revenue rose last year while its profit fell. Management blames the rising price of materials. "
    "A new factory goes into production next year, which investors welcomed."
)

FREELY = (
    "Although revenue rose last year, the company's profit fell, because, management thinks, materials cost more. "
    "A new factory will start production next year, to the welcome of investors."
)
SPLIT = (
    "Revenue rose last year. Profit fell. Management blames materials. They cost more. A new factory goes into "
    "production next year. Investors welcomed that."
)
WITHOUT_LAST = WHOLE.partition(" A new")[0]
WITHOUT_FIRST = WHOLE.partition(". ")[2]
WITHOUT_SECOND = WHOLE.partition(" Management")[0] + " A new" + WHOLE.partition(" A new")[2]

COMPLETE = [
    (SOURCE, WHOLE),
    (SOURCE, FREELY),
    ("概述", "Overview"),
    ("注意：不要在生产环境使用。", "Note: do not use it in production."),
    ("换句话说，它首先得结实。", "In other words, it must first of all be sturdy."),
    ("安装 `yibo`，然后运行 `yibo run`。", "Install `yibo` and run `yibo run`."),
    ("**码头效率**。工厂与码头工人都受益。", "**Dock productivity:** Both factories and dockworkers benefit."),
]
INCOMPLETE = [
    (SOURCE, WITHOUT_LAST),
    (SOURCE, WITHOUT_FIRST),
    (SOURCE, WITHOUT_SECOND),
    (
        "这个框架支持缓存和日志，错误会自动重试。如果连接超时，请检查网络配置。",
        "The framework supports caching and logging, and retries automatically on errors.",
    ),
    ("马斯克周二在纽约宣布了这项计划，律师和法官都拒绝评论。", "Musk announced the plan in New York on Tuesday."),
]


@pytest.mark.parametrize(("source", "target"), COMPLETE)
def test_complete_translations_pass(source: str, target: str) -> None:
    """Whole translations, freely worded ones too, raise no error."""
    assert not [said for said in dropped(source, target) if said.weight == "error"]


@pytest.mark.parametrize(("source", "target"), INCOMPLETE)
def test_dropped_sentences_are_errors(source: str, target: str) -> None:
    """A sentence or a clause that nothing answers to is an error that quotes it."""
    (said,) = dropped(source, target)
    assert said.weight == "error"
    assert said.source[:4] in source


ASIDE = "Observers welcome this as proof that patient planning pays off in the long run."


@pytest.mark.parametrize("place", range(3))
def test_an_added_sentence_is_an_error(place: int) -> None:
    """A sentence that the source does not say is found wherever it stands, and quoted."""
    parts = WHOLE.partition(" A new")
    sentences = [*WHOLE.partition(". ")[0:1], WHOLE.partition(". ")[2].partition(" A new")[0], parts[1] + parts[2]]
    sentences[0] += "."
    text = " ".join([*sentences[:place], ASIDE, *sentences[place:]])
    (said,) = added(SOURCE, text)
    assert (said.weight, said.target) == ("error", ASIDE)


@pytest.mark.parametrize("width", [64, 72, 80])
def test_hard_wrapped_english_is_read_as_sentences(width: int) -> None:
    """A line break that only keeps lines short ends no sentence: nothing is added, and what is added is found whole."""
    assert not list(added(SOURCE, textwrap.fill(WHOLE, width)))
    (said,) = added(SOURCE, textwrap.fill(f"{WHOLE} {ASIDE}", width))
    assert said.weight == "error"
    assert said.target.split() == ASIDE.split()


@pytest.mark.parametrize(
    "target",
    [
        WHOLE,
        FREELY,
        SPLIT,
    ],
)
def test_split_sentences_add_nothing(target: str) -> None:
    """However many sentences a translator makes of the source's, none of them is an addition."""
    assert not list(added(SOURCE, target))


def test_a_sentence_of_nothing_but_figures() -> None:
    """A sentence whose words say little is missed for its figures."""
    source = "他买了三斤苹果、五斤梨、八个橙子，又给了我七块钱。然后他回家做饭，等孩子们放学回来。"
    target = "Then he went home to cook and waited for the children to come back from school."
    (said,) = dropped(source, target)
    assert (said.weight, said.source[:4]) == ("error", "他买了三")


def test_endless_figures_end() -> None:
    """A prime of 5,000 digits and a thousand figures in a row are checked like any other text."""
    assert not list(dropped("质数" + "7" * 5000 + "很大，很长。", "The prime " + "7" * 5000 + " is large and long."))
    many = "，".join(str(number) for number in range(1000, 2000))
    assert not [said for said in dropped(many, many.replace("，", ", ")) if said.weight == "error"]


def test_the_clause_that_is_missing_is_named() -> None:
    """The complaint quotes the dropped sentence, not its neighbours."""
    (said,) = dropped(*INCOMPLETE[2])
    assert "原材料" in said.source
    assert "工厂" not in said.source


def test_a_text_about_something_else_is_noticed() -> None:
    """The translation of another paragraph does not pass for this one's."""
    other = "Voters in three regions elect a parliament on Sunday; the weather is expected to be cold and dry."
    assert any(said.weight == "error" for said in dropped(SOURCE, other))


def test_anchors_are_words_of_one_and_two_characters() -> None:
    """Each line of the table is well formed: one or two Chinese characters, beginnings of English words."""
    assert len(table()) > 6000
    assert all(re.fullmatch(r"[\u4e00-\u9fff]{1,2}", word) for word in table())
    assert all(re.fullmatch(r" [a-z0-9$ ]+", stem) for stems in table().values() for stem in stems)


def test_clauses_cover_the_source() -> None:
    """Clauses follow each other and leave nothing out; a comma within a figure ends none."""
    assert "".join(pieces(SOURCE)) == SOURCE
    assert pieces("共 5,000 人，17:30 到。") == ["共 5,000 人，", "17:30 到。"]


def test_english_sentences() -> None:
    """Abbreviations and figures end no sentence; a line end does."""
    text = "Mr. Li left at 5 p.m. yesterday, e.g. by No. 7 bus. “Why?” he asked. It cost 3.5 yuan\nNew line"
    assert [piece.strip() for piece in english_pieces(text)] == [
        "Mr. Li left at 5 p.m. yesterday, e.g. by No. 7 bus.",
        "“Why?” he asked.",
        "It cost 3.5 yuan",
        "New line",
    ]


@pytest.mark.parametrize(
    "text", ["3. Going abroad: no mere icing on the cake", "On p. 63 it says *banke*", "See pp. 3 and ch. 4"]
)
def test_numbers_and_page_references_end_no_sentence(text: str) -> None:
    """A heading with its number, and a page that is referred to, are one sentence."""
    assert english_pieces(text) == [text]
    assert english_sentences(text) == 1


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("三、出海：不是锦上添花", "3. Going abroad: no mere icing on the cake"),
        (
            "2025年11月14日 晴转多云 东北风三级 水位8.64米(湖口站)",
            "November 14th 2025. Sunny, turning cloudy. North-easterly wind, force 3. Water level 8.64 metres (Hukou)",
        ),
    ],
)
def test_what_only_punctuation_parts_is_not_added(source: str, target: str) -> None:
    """A number before a heading, and sentences for a list parted by spaces, answer to something."""
    assert not [said for said in added(source, target) if said.weight == "error"]


@pytest.mark.parametrize(
    ("prose", "words"),
    [
        ("据气象台的数据，", ["据", "气象", "数据"]),
        ("雨下了", ["雨"]),
        ("何秀芬说。", ["说"]),
    ],
)
def test_words_of_one_character(prose: str, words: list[str]) -> None:
    """A word of one character counts where it is in no word of two: 据, but not that of 数据."""
    assert [word for word in words_in(prose) if word in {*words, "据", "数", "气", "象"}] == words


def test_weights_are_of_words_of_the_table() -> None:
    """Each weight belongs to a word; what is found by chance as often as in its place says next to nothing."""
    assert weights().keys() == table().keys()
    assert all(0 < found < 1.5 and 0 < missing < 2 for found, missing in weights().values())
    assert weights()["用来"][0] < 0.3 < weights()["公司"][0]


def test_code_and_links_hold_a_clause_in_its_place() -> None:
    """A clause of few words is answered where its code stands; one that is gone is quoted with its code."""
    source = "工具描述和内置提示词默认为英文。如需切换为中文，可通过 `adk.SetLanguage()` 设置："
    target = "Tool descriptions and built-in prompts default to English. To switch to Chinese, use `adk.SetLanguage()`:"
    assert not list(dropped(source, target))
    (said,) = dropped(source, "Tool descriptions and built-in prompts default to English.")
    assert said.source == "如需切换为中文，可通过 `adk.SetLanguage()` 设置"


def test_contracted_negations_are_known() -> None:
    """Plain English has "can t" for can't: 没法 and 没有 expect it, and "not"."""
    for word in ("没法", "没有"):
        assert {" can t", " isn t", " not "} <= set(stems_of(word))


@pytest.mark.parametrize("gone", range(3))
def test_the_place_of_a_sentence_counts(gone: int) -> None:
    """Sentences about the same things: the one that is missing is found although its words stand elsewhere."""
    ours = ["公司的收入增长了。", "公司的成本也增长了。", "公司的利润没有增长。"]
    theirs = ["The company's revenue grew.", "The company's costs grew, too.", "The company's profit did not grow."]
    whole = left_out("".join(ours), " ".join(theirs))
    assert whole is not None
    assert whole[0] < 0
    spoilt = left_out("".join(ours), " ".join(theirs[:gone] + theirs[gone + 1 :]))
    assert spoilt is not None
    assert spoilt[0] > 1
    assert spoilt[1] == ours[gone]


@given(
    st.lists(st.sampled_from(["公司增长，", "他去北京。", "GPT-4 很快！", "成本"]), max_size=150), st.integers(0, 150)
)
def test_alignment_is_bounded(parts: list[str], sentences: int) -> None:
    """Any number of clauses and sentences gives a score and clauses of the source; too many are not aligned."""
    found = left_out("".join(parts), "It grew. " * sentences)
    if found is None:
        assert max(len(parts), sentences) > MOST_PIECES
    else:
        assert found[1] in "".join(parts)


def test_what_is_too_long_is_said_to_be() -> None:
    """An endless paragraph that looks as if something were missing is no error and no silence."""
    (said,) = dropped("公司增长了，" * 200, "The company grew. " * 60)
    assert said.weight == "warning"
    assert "too long" in said.message


@settings(max_examples=80, deadline=None)
@given(st.text("公司。，增长, .`⟦1⟧a*\n", max_size=40), st.text("company grew.,`⟦1⟧ *\n", max_size=60))
def test_no_text_breaks_a_check(source: str, target: str) -> None:
    """Whatever the texts are, the checks end, with at most a few complaints."""
    for check in (dropped, added, length_profile, repeated, chatter, blank_line):
        assert len(list(islice(check(source, target), 5))) < 5


def test_who_speaks_may_stand_within_what_is_said() -> None:
    """“…”她说 is answered by "she says" wherever it stands, and by nothing else."""
    source, school = "“村里有学校，娃中午还能回来吃口热饭。”她说。", '"With a school in the village,'
    hot = "at least the kids can come home at noon for a hot meal."
    assert [*dropped(source, f'{school}" she says, "{hot}"')] == []
    assert [complaint.weight for complaint in dropped(source, f'{school} {hot}"')] == ["warning"]


def test_whose_words_they_are_goes_unsaid() -> None:
    """用鸟类学家的话说 is answered by "put it" and the like, and by nothing else."""
    source = "用鸟类学家的话说，这相当于一架飞机在登机口现场拆掉了厨房和厕所，再加装一台发动机。"
    rest = "this is like an aeroplane tearing out its galley and toilets right there at the gate and fitting an engine."
    assert [*dropped(source, f"As those who study birds put it, {rest}")] == []
    assert [complaint.weight for complaint in dropped(source, rest.capitalize())] == ["error"]


def test_a_colon_points_as_well() -> None:
    """请运行以下命令： may be no more than a colon, but is not nothing."""
    source, target = (
        "此外，你也可以使用迁移工具升级旧文件，请运行以下命令：",
        "You can also use the migration tool to upgrade old files",
    )
    assert [*dropped(source, f"{target}:")] == []
    assert [complaint.weight for complaint in dropped(source, f"{target}.")] != []


def test_half_a_quotation_is_evidence() -> None:
    """A quotation that is opened and not closed speaks for a sentence left out that alone would be only doubtful."""
    source = "“过去大家比谁胆子大，往后得比谁底子厚。”清华大学一位研究员说。"
    nerve = "It used to be about who had the most nerve."
    rest = "From now on it'll be about who has the soundest foundations,\" says a researcher at Tsinghua University."
    assert [*dropped(source, f'"{nerve} {rest}')] == []
    assert [complaint.weight for complaint in dropped(source, rest)] == ["error"]
    assert [complaint.weight for complaint in dropped(source, f'"{rest}')] != ["error"]


@pytest.mark.parametrize(
    ("source", "target", "weights"),
    [
        (SOURCE, WHOLE, []),
        (SOURCE, f"{WHOLE} {WHOLE} {WHOLE}", ["error"]),
        (SOURCE, "Revenue rose.", ["error"]),
        (
            SOURCE,
            WHOLE + " This is a remarkable turn of events, one that hardly anybody in the whole "
            "business had at all foreseen or so much as hoped for.",
            ["warning"],
        ),
        ("用于中断的接口", "1.", ["error"]),
        ("概述", "An overview of what follows", []),
        ("马士基·麦-凯尼·穆勒号（Mærsk Mc-Kinney Møller）", "Mærsk Mc-Kinney Møller", []),
        ("马士基·麦-凯尼·穆勒号（Mærsk Mc-Kinney Møller）", "Mærsk", ["error"]),
    ],
)
def test_length(source: str, target: str, weights: list[str]) -> None:
    """Lengths that no translation has are errors, unusual ones warnings; labels are free."""
    assert [said.weight for said in length_profile(source, target)] == weights


def test_expected_letters() -> None:
    """Code and tokens don't count; a Chinese character takes about three English letters."""
    assert expected_letters("公司") == expected_letters("公司`code`⟦1⟧") == pytest.approx(6.2)


ONCE = [
    ("他说了三次。", "He said it three times."),
    ("它很快，非常非常快。", "It is fast, very, very fast."),
    ("在 A 中调用 X。在 B 中调用 X。", "In A, X is called. In B, X is called."),
    ("重要的事情要说。重要的事情要说。", "Important things must be said. Important things must be said."),
    ("从节点到节点", "From node to node"),
    (
        "它把喷嘴移到 0.180。命令把坐标移到 0.130。",
        "This would move the nozzle to a position of 0.180. That would move the nozzle to a position of 0.130.",
    ),
    ("一个劲儿地问：“他说啥？他说啥？”", 'She kept asking, "What did he say? What did he say?"'),
    ("按1∶1∶1∶1的比例分组", "In a ratio of 1:1:1:1"),
    ("human-in-the-loop（Human-in-the-Loop，HITL）架构", "A human-in-the-loop (Human-in-the-Loop, HITL) design"),
]
TWICE = [
    ("公司很大。工厂很小。", "The company is large. The factory is small. The company is large."),
    ("公司很大。", "The company is large. The company is large."),
    ("概述与背景", "Overview and Background Overview and Background"),
    ("如下：", "As follows: As follows:"),
    ("公司很大。", "The company is very very very very large."),
    ("公司很大。", "The company is the company is the company is the company is large."),
    ("一个很长的标题", "A Very Long Title for a Page A Very Long Title for a Page"),
]


@pytest.mark.parametrize(("source", "target"), ONCE)
def test_no_repetition(source: str, target: str) -> None:
    """Emphasis, parallel sentences and repetition in the source are no fault."""
    assert not list(repeated(source, target))


@pytest.mark.parametrize(("source", "target"), TWICE)
def test_repetition(source: str, target: str) -> None:
    """A sentence that comes again, a doubled heading and a loop are errors."""
    (said,) = repeated(source, target)
    assert said.weight == "error"


QUIET = [
    ("注意：先安装。", "Note: install it first."),
    ("好的，我们开始吧。", "OK, let's begin."),
    ("（注：数据截至五月）", "(Note: figures as of May)"),
    ("如有问题请联系我们。", "Please let me know if you have questions."),
    ("翻译服务如下", "Here is the translation service"),
    ("他留下了一张便条。", "He left a note: nobody read it."),
    ("当然，如果你需要它。", "Of course, if you need it."),
]
TALKING = [
    ("先安装。", "Here is the translation: Install it first."),
    ("先安装。", "Sure! Install it first."),
    ("先安装。", "Install it first. (Translator's note: literal.)"),
    ("先安装。", "Install it first.\n\nNote: I kept the term."),
    ("先安装。", "Install it first. [Note: the source has a typo.]"),
    ("先安装。", "As requested, the translated text: Install it first."),
    ("先安装。", "Install it first. I have kept the formatting."),
    ("先安装。", "Install it first. Let me know if you need anything else!"),
    ("先安装。", "Okay, here you go: Install it first."),
    ("当然，先安装。", "Okay, here you go: Install it first."),
]


@pytest.mark.parametrize(("source", "target"), QUIET)
def test_notes_of_the_source_are_not_chatter(source: str, target: str) -> None:
    """What the source says too is the translation's to say."""
    assert not list(chatter(source, target))


@pytest.mark.parametrize(("source", "target"), TALKING)
def test_chatter(source: str, target: str) -> None:
    """Preambles, notes and offers of a model are errors."""
    (said,) = chatter(source, target)
    assert said.weight == "error"


def test_blank_line() -> None:
    """A blank line in one segment's reply is an error; a line break is none."""
    assert [said.weight for said in blank_line("先安装。", "Install it first.\n\nThen run it.")] == ["error"]
    assert not list(blank_line("先安装。\n再运行。", "Install it first.\nThen run it.\n\n"))
