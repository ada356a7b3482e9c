"""Names: Latin tokens and well-known names, with pairs that pass and pairs that fail."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.fidelity.names import exonyms, latin, subjects
from jobs.fidelity.persons import persons
from jobs.fidelity.pinyin import is_pinyin

KEPT = [
    ("基于 P2P 技术分发文件。", "It distributes files with peer-to-peer technology."),
    ("推荐 NuxtJS 这类框架，它很流行。", "We recommend Nuxt and its kind, which is popular."),
    ("N+1 没拿到，因为是我自己提的离职。", "I got no severance in June, since I was the one who resigned."),
    ("你也可以提交 Issue 或 Pull Request。", "We welcome any Issue or PR."),
    (
        "自E. P. 汤普森（E. P. Thompson）的名文问世以来，惠特科姆一直在写。",
        "Since E.P. Thompson’s essay Whitcombe has been writing.",
    ),
    ("IT之家11月18日消息，新品将于今晚发布。", "ITHome, November 18: the new products come out tonight."),
    ("听涛实验室完成了 Pre-A 轮融资。", "Tingtao Lab has closed a pre-Series A round."),
    ("话题#启明X9涨价#冲上热搜第三位。", "The hashtag #QimingX9PriceRise shot to third place."),
    ("视频方面支持杜比视界，8K 后续通过 OTA 加入。", "It records Dolby Vision; 8K may be added over the air later."),
    ("FunctionToolCall 表示函数工具调用", "A function tool call represents the call of a function"),
    ("[PostgreSQL](⟦1⟧) 拥有一个团队的页面", "[Postgres](⟦1⟧) has a page for its team"),
    ("把这项任务提交给 Hadoop MapReduce 和 Spark", "The task is submitted to Hadoop MR or Spark"),
    ("XiangPeng Zhao 和一些与会者在微信上交谈", "Xiang Peng Zhao chatted with some attendees on WeChat"),
    ("一位DIY玩家发了视频", "A hobbyist posted a video"),
    ("OpenAI发布GPT 4o", "OpenAI releases GPT-4o"),
    ("o3-Mini与DeepSeek", "DeepSeek and o3-mini"),
    ("图片来源：unsplash", "Image source: Unsplash"),
    ("下载APP", "Download the app"),
    ("奥尔特曼（Sam Altman）表示", "Sam Altman's view"),
    ("使用ResponseAPI", "Use the Responses API"),
    ("AI 的未来", "The future of artificial intelligence"),
    ("世界航运理事会（WSC）", "World Shipping Council"),
    ("基于 Golang 开发", "Written in Go"),
    ("用 Go 写的", "Written in Golang"),
    ("一个 Chunk Writer", "A `Chunk Writer`"),
    ("Pararllel 模式", "Parallel mode"),
    ("MySQL数据库", "The MySQL database"),
    ("Node.js 20 版", "Version 20 of Node.js"),
    ("对象存储的平均 IO 大小", "the average I/O size of the object storage"),
    ("访问哪个 Server 由 LoadBalance 选择", "The server is selected through load balancing"),
    ("所有 Agent 都支持 C++", "All agents support C++"),
    ("7月CPI同比持平。", "Consumer prices were unchanged in July."),
    ("公司CEO说，IPO推迟了。", "The chief executive said that the listing had been put off."),
    ("净资产收益率（ROE）与SDGs", "Return on equity and the SDGs"),
    ("加入RCEP之后，出口增长很快，企业的成本也降了下来。", "Since the Regional Comprehensive Partnership took effect"),
    ("一个基于 Vue2.x 的组件", "A component for Vue2"),
    ("Inject 键名", "Injection key"),
    ("面向烘焙店的B端业务在宜宾增长了，B端的客户也多了。", "Sales to business customers in Yibin grew."),
    ("多个Namesrv实例组成集群。", "Multiple name servers form a cluster."),
    ("国内有14家SaaS公司裁员。", "Fourteen software-as-a-service firms in the country have cut staff."),
    ("Homebrew没有资源做Hemobrew用户调查。", "Homebrew has no resources for surveys. Anonymous data helps Homebrew."),
]
LOST = [
    (
        "这款产品由 Apple、Intel 两家公司共同推出，面向全球的开发者和企业用户。",
        "The product, for developers and companies all over the world, is made by two companies, AI.",
    ),
    ("你也可以提交 Issue 或 Pull Request。", "We welcome any Issue or PX."),
    ("FunctionToolCall 表示函数工具调用", "Siemens represents a function tool call"),
    ("消费者价格指数（CPI）下降", "The consumer price index (Nokia) fell"),
    ("OpenAI发布新模型", "Google releases a new model"),
    (
        "DeepSeek的热潮促使各家公司改变方向，市场反应强烈。",
        "The boom made every company change course; markets reacted.",
    ),
    (
        "电脑知道了要请求的 IP 地址，浏览器就能与服务器交换内容。",
        "Once it knows the Siemens address, the browser can talk to the server.",
    ),
    (
        "目前 App Router 的实现比较慢，还有改进的空间。",
        "For now the Siemens Router is slow, with room for improvement.",
    ),
    ("GPT-4.5即将发布", "GPT-4 is about to be released"),
    ("GPT-4即将发布", "GPT-4.5 is about to be released"),
    ("马斯克的 SpaceX 公司", "Musk's Blue Origin company"),
    ("用 Kitex 写服务", "Write services with Hertz"),
    (
        "对象存储的平均 IO 大小，以及各种各样的指标和参数的详细说明",
        "the average I/P size of the object storage, explained in detail",
    ),
    (
        "自动化是落地 DevOps 的重要组成部分，也是团队提高交付效率的好办法。",
        "Automation is a key part of DevSecOps and of a better delivery.",
    ),
    ("o3-mini 支持上传", "GPT-5 supports uploads"),
    ("UltraMem降低了成本", "UltraMen reduces the cost"),
    (
        "7月PPI同比下降，鸡蛋和猪肉的价格也跌了不少，农民很发愁。",
        "In July the prices of eggs and pork fell; farmers worry.",
    ),
    ("一个基于 Vue2.x 的组件", "A component for Vue3"),
    ("国内有14家SaaS公司裁员，波及近千人。", "Fourteen Siemens firms in the country have cut nearly 1,000 jobs."),
    ("多个Namesrv实例组成集群，互相独立，没有信息交换。", "Multiple brokers form a cluster and are independent."),
    ("Hertz 的特性", "Carter features"),
    (
        "Message 的输出很长，内容也很多，请耐心看完所有的部分。",
        "The output of Nakamura is long: MessageOutput has much to read.",
    ),
    ("ADK是一套工具集，能满足各种各样的需要。", "Nakamura (Agent Development Kit) is a set of tools for every need."),
]


@pytest.mark.parametrize(("source", "target"), KEPT)
def test_names_kept(source: str, target: str) -> None:
    """Spacing, hyphens, case, plurals and expansions are free."""
    assert not list(latin(source, target))


@pytest.mark.parametrize(("source", "target"), LOST)
def test_names_lost(source: str, target: str) -> None:
    """A name that is gone, or another, is an error that names it."""
    said = next(latin(source, target))
    assert said.weight == "error"
    assert said.source in source
    assert said.source in said.message


def test_what_an_article_is_about_may_be_called_it() -> None:
    """A name that an article has again and again may be "the platform"; another name in its place is still an error."""
    source = "多集群功能可以在安装 KubeSphere 之前或者之后启用，具体来说，该功能有两大特性。"
    about = subjects(8 * "KubeSphere 是一个平台。")
    for told, weight in (
        (
            "The feature can be enabled before or after the installation of the platform; it has two main features.",
            "warning",
        ),
        ("The feature can be enabled before or after OpenShift is installed; it has two main features.", "error"),
    ):
        assert [said.weight for said in latin(source, told, about)] == [weight]
        assert [said.weight for said in latin(source, told)] == ["error"]
    assert subjects("KubeSphere 是一个平台。") == frozenset()


def test_a_long_word_begins_a_sentence() -> None:
    """A common word is no stranger because a sentence begins with it."""
    source = "异构集群可以用相同的方式管理，比如 Web 控制台，也可以用别的方式，例如命令行。"
    told = "Heterogeneous clusters are managed in one way, from a console for instance, or in others, with commands."
    assert "stands there" not in next(latin(source, told)).message


def test_a_common_word_lost_is_a_warning() -> None:
    """Server, Request and the like may be said in another way."""
    (said,) = latin(
        "触发 Server 启动后，框架会按函数声明顺序依次调用所有的函数。",
        "After startup the framework calls all functions in order.",
    )
    assert said.weight == "warning"


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (
            "写完代码先找同事Review一遍，没有问题再合并到主干上去。",
            "Have a colleague look over the code, then merge it.",
        ),
        (
            "如果用 Vite 构建工具的话，推荐安装 `vite-plugin-importer` 插件。",
            "We recommend installing `vite-plugin-importer`.",
        ),
    ],
)
def test_a_name_that_may_be_said_otherwise_is_a_warning(source: str, target: str) -> None:
    """A Latin word that Chinese uses as its own, or a name that stands in the code beside it."""
    assert [said.weight for said in latin(source, target)] == ["warning"]


def test_a_heading_in_capitals_has_no_strangers() -> None:
    """In "THE FUTURE PLAN" every word looks like a name: what is lost there is worth a look."""
    assert [said.weight for said in latin("03 Apache 升级计划", "03 THE FUTURE PLAN")] == ["warning"]


def test_the_words_of_a_stranger_are_names() -> None:
    """Neither a contraction nor the English name of what the source names stands in a name's place."""
    source = "京东推出的这个框架提供了JS沙箱、样式隔离、元素隔离和很多别的功能。"
    (said,) = latin(source, "Don't miss this framework by JD: a sandbox, isolated styles and elements, and much more.")
    assert "instead" not in said.message


def test_code_does_not_stand_for_a_name() -> None:
    """A name inside the source's own inline code is no proof that the name in the prose survived."""
    assert list(latin("Kitex 提供了 `kitex.New` 方法", "Netty offers the method `kitex.New`"))


@settings(max_examples=80, deadline=None)
@given(st.from_regex(r"[A-Z][a-z]{2,6}[A-Z]?[a-z0-9]{0,4}", fullmatch=True))
def test_every_name_survives_itself(name: str) -> None:
    """A name that stands in the target as in the source is never missed, at the end of a sentence neither."""
    assert not list(latin(f"公司使用{name}。", f"The company uses {name}."))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("谷歌与微软", "Google and Microsoft"),
        ("美国的政策", "American policy"),
        ("英国首相", "the British prime minister"),
        ("我们喜欢它", "We like it"),
        ("印度尼西亚的首都", "The capital of Indonesia"),
        ("马士基的船", "A Mærsk ship"),
        ("德国与泰国", "Germany and Thailand"),
        ("他吃了一个汉堡", "He ate a burger"),
        ("五百度的近视眼镜", "Glasses of minus five"),
        ("店里的规矩，图个吉利", "A custom of the shop, for luck"),
        ("其中东南亚占六成", "of which South-East Asia makes up three-fifths"),
    ],
)
def test_known_names(source: str, target: str) -> None:
    """Well-known names go by their English names, as nouns or adjectives."""
    assert not list(exonyms(source, target))


@pytest.mark.parametrize(
    ("source", "target", "weight"),
    [
        ("谷歌发布了新产品", "Microsoft released a new product", "error"),
        ("日本的出口", "South Korea's exports", "error"),
        ("首次超过日本", "It surpassed Germany for the first time", "error"),
        ("东亚最大的望远镜", "the largest telescope in Asia", "error"),
        ("在威尼斯首映", "It premiered in Vienna", "error"),
        ("财政部副部长", "the vice minister of commerce", "error"),
        ("大兴安岭的童年", "a childhood in the Lesser Khingan Mountains", "error"),
        ("马斯克表示", "Zuckerberg said", "error"),
        ("特斯拉的利润", "The company's profit", "warning"),
        ("百度和吉利合作", "Baidu works with the carmaker", "warning"),
        ("湖南省长沙市", "Changsha, Hubei", "error"),
        ("明朝末年", "in the last years of the Qing", "error"),
        ("黄河中游", "the middle reaches of the Yangtze", "error"),
        ("中秋前后", "around the Lantern Festival", "error"),
        ("火星探测", "exploring Venus", "error"),
        ("他毕业于清华大学", "He graduated from Peking University", "error"),
    ],
)
def test_known_names_replaced(source: str, target: str, weight: str) -> None:
    """One of the same sort in a name's place is an error; a name that is only missing, a warning."""
    (said,) = exonyms(source, target)
    assert said.weight == weight


def test_another_abbreviation_in_brackets_is_another_name() -> None:
    """An abbreviation that the words spell out may be left out, not replaced."""
    source = "世界航运理事会（WSC）统计，去年落海的集装箱一共有221只，比前年少了很多。"
    said = "According to the World Shipping Council{}, 221 containers were lost overboard, far fewer than before."
    assert [c.weight for c in latin(source, said.format(" (WSC)"))] == []
    assert "error" not in [c.weight for c in latin(source, said.format(""))]
    assert "error" in [c.weight for c in latin(source, said.format(" (GPT-9)"))]


@pytest.mark.parametrize(("word", "pinyin"), [("tingtao", True), ("zhongguancun", True), ("nakamura", False),
                                              ("redis", False), ("rust", False), ("lv", True)])  # fmt: skip
def test_pinyin(word: str, pinyin: bool) -> None:
    """A run of Mandarin syllables is told from other words."""
    assert is_pinyin(word) is pinyin


@pytest.mark.parametrize(
    ("source", "target", "slips"),
    [
        ("沈砚舟出席了发布会", "Shen Yanzhou attended the launch", 0),
        ("沈砚舟出席了发布会", "Shen Yazhou attended the launch", 1),
        ("王小明与李雷", "Wang Xiaoming and Li Lei", 0),
        ("王小明与李雷", "Wang Xiaohong and Li Lei", 1),
        ("吕秀莲", "Lyu Xiulian", 0),
        ("曾国藩", "Zeng Guofan", 0),
        ("王教授说", "Professor Wang Jianguo said", 0),
        ("王力宏", "Wang Leehom", 0),
        ("长征", "the Long March", 0),
        ("香港的洪先生", "Mr Hong of Hong Kong", 0),
    ],
)
def test_people_are_spelt_as_they_are_read(source: str, target: str, slips: int) -> None:
    """A given name that is nearly, but not quite, what the characters say is a slip; other romanisations are free."""
    assert len([*persons(source, target)]) == slips


def test_a_slip_names_the_likeliest_spelling() -> None:
    """Of several readings the one nearest to what was written is shown, the same in every run."""
    (said,) = persons("曾行健出席", "Zeng Xingjan was there")
    assert "Zeng Xingjian" in said.message
