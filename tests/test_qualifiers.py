"""What limits a statement is still said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.fidelity.qualifiers import _table, qualifiers

KEPT = [
    # source, a right translation, one that says more than the source
    ("他曾任教育部副部长。", "He was a deputy education minister.", "He was once the education minister."),
    ("公司联合创始人", "a co-founder of the company", "the founder of the company"),
    ("她获得了最佳女配角奖。", "She won best supporting actress.", "She won the award for best actress."),
    ("该国前总统", "the country's former president", "the country's president"),
    ("两人涉嫌诈骗", "The two are suspected of fraud", "The two committed fraud"),
    ("新厂明年3月投产", "The plant opens next March", "The plant opened in March"),
    ("新厂明年3月投产", "The plant opens in March 2026", "The plant opened in March"),
    ("上周三提交", "submitted last Wednesday", "submitted on Wednesday"),
    ("消息人士匿名透露", "a source said on condition of anonymity", "a source said"),
    ("这是该国首次加息", "the country's first rate rise", "the country raised rates"),
    ("仅在调试模式下输出", "written in debug mode only", "written in debug mode"),
    ("几乎所有员工都签了字", "Nearly all the staff signed", "The staff signed"),
    ("最多创建三个项目", "create three projects at most", "create three projects"),
    ("不少于三个副本", "a minimum of three replicas", "three replicas"),
    ("公司计划在匈牙利建厂", "The company plans a works in Hungary", "The company built a works in Hungary"),
    ("尚待股东大会批准", "subject to approval by shareholders", "approved by shareholders"),
    ("只有企业版用户可用", "available to enterprise users only", "available to enterprise users"),
    ("日均接待5.8万人", "58,000 visitors a day", "58,000 visitors over the three-day holiday"),
    ("书面同意", "written consent", "consent"),
    ("老师认为关键在于时间", "Time, teachers think, is the key", "Time is the key"),
    ("微软表示服务已恢复", "Service is back, Microsoft said", "Microsoft's service is back"),
    ("最高降幅达97%", "cut by as much as 97%", "cut by 97%"),
    (
        "三分之一的人，国内最好的学校之一",
        "a third, one of the country's best schools",
        "a third, the country's best school",
    ),
    ("从成都东站出发", "from Chengdu East Railway Station", "from Chengdu South Railway Station"),
    ("收于2400美元上方", "closed north of $2,400", "closed south of $2,400"),
    ("15个工作日内提交", "within 15 working days", "within 15 calendar days"),
    ("要不是邻居报警", "Had the neighbours not raised the alarm", "The neighbours failed to raise the alarm"),
    ("即便是盛夏，也带件外套", "Bring a jacket even at the height of summer", "Bring a jacket except in summer"),
    ("是孩子自己的问题", "It is the children's own fault", "It is not only the children's own fault"),
    ("须同时满足以下条件", "must meet all of the following", "must meet one of the following"),
    ("全球最大的工厂之一", "one of the world's largest plants", "the world's largest plant"),
]


@pytest.mark.parametrize(("source", "right", "wrong"), KEPT)
def test_a_limit_that_is_gone_is_worth_a_look(source: str, right: str, wrong: str) -> None:
    """Without its "deputy", "former" or "next" a statement says more than the source: a warning."""
    assert [*qualifiers(source, right)] == []
    assert [said.weight for said in qualifiers(source, wrong)] == ["warning"]


@given(st.text("前副总统首次明年x ，。"), st.text("formervicext 20"))
def test_any_text_is_read(source: str, target: str) -> None:
    """The check fails on no nonsense, and names words of the source."""
    assert all(said.source in source and said.source in _table()[0] for said in qualifiers(source, target))
