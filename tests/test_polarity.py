"""Negations and hedges, with pairs that pass and pairs that fail."""

from __future__ import annotations

import pytest

from jobs.fidelity.polarity import hedges, negation

SAME = [
    ("整治未成年人沉迷。", "It targets addiction among minors."),
    ("到得及时不及时，关系到收成。", "Whether they arrive in time decides the harvest."),
    ("大家都没想到会这样。", "It took everyone by surprise."),
    ("小区不列入改造范围。", "The compound falls outside the scope."),
    ("部门不减反增。", "The department is growing."),
    ("险些守不住第九。", "It only just held on to ninth."),
    ("不出一分钟，证书就好了。", "The certificate is there within a minute."),
    ("动画纯属添乱，白占内存。", "Animations do nothing but get in the way and take up memory for nothing."),
    ("出门记得围巾。", "Don't forget your scarf."),
    ("漂亮得不像话。", "They were almost indecently good."),
    ("如果选择**不**使用它", "If you choose **not** to use it"),
    ("他没有来。", "He did not come."),
    ("不支持批处理。", "Batch processing is unsupported."),
    ("不仅快，而且稳。", "It is fast and stable."),
    ("不断增长", "Keeps growing"),
    ("未来非常特别。", "The future is very special."),
    ("无论如何", "In any case"),
    ("无需配置。", "It works without configuration."),
    ("禁止吸烟", "Smoking is not allowed"),
    ("仅限会员", "Not for non-members"),
    ("他拒绝了。", "He would not do it."),
    ("旧模式不会导致崩溃。", "Old patterns won't cause crashes."),
    ("不能不去。", "We have to go; there is no way around it."),
    ("店里不到三十人。", "Fewer than thirty people were in the shop."),
    ("售价不超过6000元。", "It sells for 6,000 yuan or less."),
    ("我问她后不后悔。", "I asked whether she had any regrets."),
    ("为什么不做抹茶、不做麻薯？", "Why won't he do matcha or mochi?"),
    ("没有一遍不挑刺。", "He found something to nitpick every time."),
    ("这一点不能不算。", "That has to be part of your sums."),
    ("他未必会来。", "He will not necessarily come."),
    ("量增并不等于利厚。", "More volume does not mean fatter profits."),
    ("会话不同步的问题", "The sessions are not synchronized"),
    ("无论是否轮流执行", "With or without turns"),
    ("直到10月才开售。", "It did not go on sale until October."),
    ("没有它就活不下去。", "One cannot do without it."),
    ("他拒绝改动，工具不会碰它。", "He declined; the tool leaves it alone."),
    ("微软和 Meta 均未回应。", "Neither Microsoft nor Meta responded."),
    ("这并非没有代价。", "That comes at a price."),
    ("默认不开启。", "It is off by default."),
    ("两者没有区别。", "The two are identical."),
    ("成本降到了三分之一不到。", "It now costs less than a third."),
    ("报错：“file not found”，请检查路径。", "Error: “file not found”; check the path."),
    ("长度不得超过64个字符", "The maximum length is 64 characters"),
    ("文件大小不能超过10MB", "Files can be up to 10 MB"),
    ("未满14周岁的用户须经同意", "Users under 14 need consent"),
    ("他们以89:95不敌对手", "They were beaten 95-89"),
]
FLIPPED = [
    ("并非所有人都同意", "Everyone agreed."),
    ("他没有来。", "He came."),
    ("差的产品不卖。", "Products of low quality are sold."),
    ("他不出席会议。", "He attends the meeting."),
    ("该方法不是线程安全的。", "The method is thread-safe."),
    ("该方法是线程安全的。", "The method is not thread-safe."),
    ("他们会参加。", "They will never take part."),
    ("价格不会上涨。", "Prices will rise."),
    ("请勿触摸。", "Please touch."),
    ("结果是真实的。", "The results aren't real."),
    ("长鑫买不到最先进的设备。", "CXMT can buy the most advanced equipment."),
    ("没有变快的部分", "What did get faster"),
    ("该操作不可撤销。", "The operation can be undone."),
    ("不再支持旧版本。", "The old version is still supported."),
    ("请勿忽略。别，求你了。", "Please ignore it. Go on, I beg you."),
    ("别把它关掉。", "Do turn it off."),
    ("店员说：“我们很急。”", "“We are not in a hurry,” said the clerk."),
    ("难得的机会", "It is not a rare opening"),
    ("文件大小不能超过10MB", "Files can exceed 10 MB"),
    ("长度不得超过64个字符", "The minimum length is 64 characters"),
]
_FILLER = (
    "这家公司在南方有三座工厂，主要生产家具和玩具，产品卖到很多国家。",
    "The firm has three plants in the south that make furniture and toys, sold in many countries. ",
)
FAR = [
    ("他没有来。{}价格上涨了。", "He came. {}Prices have not risen."),
    ("他来了。{}价格没有上涨。", "He did not come. {}Prices have risen."),
    ("他来了。{}价格没有上涨。", "He never came. {}Prices never rose."),
]


@pytest.mark.parametrize(("source", "target"), SAME)
def test_the_same_polarity(source: str, target: str) -> None:
    """Fixed words, prefixes and idioms raise nothing."""
    assert not list(negation(source, target))


@pytest.mark.parametrize(("source", "target"), FAR)
def test_a_negation_has_its_place(source: str, target: str) -> None:
    """A negative at the other end of a paragraph answers nothing."""
    chinese, english = (3 * text for text in _FILLER)
    (said,) = negation(source.format(chinese), target.format(english))
    assert said.weight == "warning"


@pytest.mark.parametrize(("source", "target"), FLIPPED)
def test_flipped(source: str, target: str) -> None:
    """A negation lost or added is a warning."""
    (said,) = negation(source, target)
    assert said.weight == "warning"


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("司机当时可能在看手机，目击者称。", "The driver may have been looking at his phone, witnesses say."),
        ("GPT-5或将在今年推出。", "GPT-5 may come out this year."),
        ("据报道，公司裁员。", "The company has reportedly cut jobs."),
        ("有望增长", "is expected to grow"),
        ("优化数据传输方案", "A better way to transmit data"),
        ("大概有三十人", "some thirty people"),
        ("尽可能快", "as fast as it gets"),
        ("公司裁员。", "The company cut jobs."),
        ("将于下月上市", "It goes on sale next month."),
        ("展览将于5月3日开幕", "The exhibition opens on May 3"),
    ],
)
def test_hedges_kept(source: str, target: str) -> None:
    """A hedge leaves a trace; words that only contain one are none."""
    assert not list(hedges(source, target))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("GPT-5或将在今年推出。", "GPT-5 comes out this year."),
        ("知情人士透露，公司或将重启上市。", "People familiar with the matter said it will list again."),
        ("据报道，公司裁员。", "The company has cut jobs."),
        ("股价有望上涨。", "The share price is rising."),
        ("他似乎同意。", "He agrees."),
        ("新品将于下月上市。", "It went on sale."),
    ],
)
def test_hedges_lost(source: str, target: str) -> None:
    """What may be so has become a fact: a warning."""
    (said,) = hedges(source, target)
    assert said.weight == "warning"
    assert said.source in source


def test_doubt_is_more_than_a_source() -> None:
    """Who says so does not answer for a 可能 of its own."""
    (said,) = hedges("目击者称，司机当时可能在看手机。", "According to witnesses, the driver was looking at his phone.")
    assert (said.source, said.weight) == ("可能", "warning")
    (said,) = hedges("据说有三百余年，要四五个人合抱。", "It is 300 years old; it takes four or five to encircle.")
    assert (said.source, said.weight) == ("据说", "warning")
    assert not [*hedges("据说有三百余年。", "It is said to be 300 years old.")]
