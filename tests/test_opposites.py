"""Up is not down, more is not less, and yesterday is not tomorrow."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.fidelity.opposites import _families, opposites
from jobs.fidelity.quantities import direction, swapped

WAYS = [
    # source, a right translation, a wrong one
    ("两周后向省里报告", "and reported it two weeks later", "and reported it two weeks ago"),
    ("这家店三十年前开张", "The shop opened 30 years ago", "The shop opened 30 years later"),
    (
        "营收同比下降12%，净利润增长8%。",
        "Revenue fell 12% and net profit grew 8%.",
        "Revenue rose 12% and net profit grew 8%.",
    ),
    ("股价上涨5%", "Shares closed 5% higher", "Shares closed 5% lower"),
    ("价格下调了60%", "a 60% cut in prices", "a 60% hike in prices"),
    ("比去年少了12%，下降明显", "That is 12% less than last year", "That is 12% more than last year"),
    ("降幅为3.1%", "a decline of 3.1%", "a rise of 3.1%"),
    ("升至5%", "rising to 5%", "falling to 5%"),
    ("用户超过1亿", "It has more than 100 million users", "It has fewer than 100 million users"),
    ("用户不足1亿", "It has under 100 million users", "It has over 100 million users"),
    ("不超过20毫秒", "is not to exceed 20 milliseconds", "is to exceed 20 milliseconds"),
    ("单个文件不能超过 2000 页", "A file may not exceed 2,000 pages", "A file must exceed 2,000 pages"),
    ("惠及1400多家企业", "benefiting over 1,400 companies", "benefiting under 1,400 companies"),
    ("算力达到2600 EFLOPS以上", "more than 2,600 EFLOPS", "less than 2,600 EFLOPS"),
    ("价格累计下跌了九成多", "Prices have dropped by more than 90%", "Prices have dropped by less than 90%"),
    ("至少有150家公司", "at least 150 companies", "at most 150 companies"),
    ("在 40 多家企业落地", "used by more than 40 companies", "used by fewer than 40 companies"),
    ("文件名最长 255 个字节", "File names are at most 255 bytes long", "File names are at least 255 bytes long"),
    ("18岁以下免费", "free for those under 18", "free for those over 18"),
    ("价格降低到100元", "The price was cut to 100 yuan", "The price was cut by 100 yuan"),
    ("价格降低了100元", "The price was cut by 100 yuan", "The price was cut to 100 yuan"),
    ("不得超过 3 次", "It doesn't exceed 3 tries", "It exceeds 3 tries"),
    ("超过一半的受访者", "More than half of those asked", "Less than half of those asked"),
    ("近半数员工支持", "Nearly half the staff support it", "Over half the staff support it"),
    ("气温降到零下15摄氏度", "The temperature fell to minus 15 degrees", "The temperature fell to 15 degrees"),
    ("增速为-3.2%", "It shrank by 3.2%", "The growth rate was 3.2%"),
    ("7天内可以退款", "Refunds are possible within 7 days", "Refunds are possible after 7 days"),
    ("激活后7天内绑定手机", "Bind it within 7 days after activation", "Bind it 7 days after activation"),
    ("比上一代便宜300元", "300 yuan less than its predecessor", "300 yuan more than its predecessor"),
    ("比去年贵了20元", "20 yuan dearer than last year", "20 yuan cheaper than last year"),
    ("不满18岁的用户", "users under 18", "users over 18"),
    ("项目提前两个月完工", "It was finished two months early", "It was finished two months late"),
    ("比计划晚了两周", "two weeks later than planned", "two weeks earlier than planned"),
    ("应于3月15日前提交", "to be submitted by March 15", "to be submitted after March 15"),
    ("3月15日后生效", "in force after March 15", "in force before March 15"),
    ("新增掉了三成半", "New sign-ups fell by 35%", "New sign-ups rose by 35%"),
    ("最多减免1.5万元", "up to a maximum of 15,000 yuan is waived", "15,000 yuan is added"),
    ("手册有 100 页出头", "just over 100 pages", "just under 100 pages"),
    ("他比哥哥小三岁", "He is three years younger than his brother", "He is three years older than his brother"),
    ("利率上调25个基点", "Rates were raised by 25 basis points", "Rates were cut by 25 basis points"),
    ("票价下浮20%", "Fares fell by 20%", "Fares rose by 20%"),
    ("净利润下滑至3.1亿美元", "net profit fell to $310 million", "net profit fell by $310 million"),
    ("距离商业化至少还有五年时间", "at least five years away", "no more than five years away"),
    ("比常年高出2.6摄氏度", "2.6 degrees above the norm", "2.6 degrees below the norm"),
    (
        "不迟于十个工作日内完成",
        "no later than ten working days after notice",
        "no sooner than ten working days after it",
    ),
    (
        "每天最多可翻译五千字",
        "It translates up to 5,000 characters a day",
        "It translates at least 5,000 characters a day",
    ),
    ("最高可处以营业额4%的罚款", "fines of up to 4% of turnover", "fines of at least 4% of turnover"),
    ("把起征点提高到每月15万元", "raised to 150,000 yuan a month", "raised by 150,000 yuan a month"),
    ("未来五年", "over the next five years", "over the past five years"),
    ("过去5年，公司投入100亿元", "over the past five years", "over the coming five years"),
    ("延长了3小时", "It was extended by 3 hours", "It was extended to 3 hours"),
    ("成本降低40%", "Costs are now 60% of what they were", "Costs are now 40% of what they were"),
    ("还能再减200元", "it takes off 200 yuan more", "it adds 200 yuan more"),
    ("间隔压到5分钟以内", "no route has gaps of more than five minutes", "there are gaps of more than five minutes"),
    ("比去年增加51万人", "up by 510,000 from last year", "up from 510,000 last year"),
    ("比上限少6000万吨", "60 million tonnes less than the limit", "60 million tonnes more than the limit"),
    ("以不超过每股18.5元的价格回购", "at no more than 18.5 yuan each", "at no less than 18.5 yuan each"),
    ("产能扩大到原来的三倍", "capacity will triple", "capacity will increase by three times"),
    ("每人月薪8500元", "Each is paid 8,500 yuan a month", "Each is paid 8,500 yuan a year"),
    ("租金3000元一个月，一年一签", "The rent is 3,000 yuan a month", "The rent is 3,000 yuan a year"),
    ("需要Node.js 18及以上版本", "Node.js 18 or later is required", "Node.js 18 or earlier is required"),
    (
        "Java 8及以下版本请使用旧包",
        "For Java 8 and below, use the old package",
        "For Java 8 and later, use the old package",
    ),
    (
        "Python 3.6以下的版本不再支持",
        "Versions older than Python 3.6 are no longer supported",
        "Versions above Python 3.6 are no longer supported",
    ),
    (
        "IE 11以下浏览器无法打开",
        "It cannot be opened in browsers below IE 11",
        "It cannot be opened in browsers above IE 11",
    ),
    (
        "从Python 3.8开始支持该语法",
        "The syntax is supported from Python 3.8 on",
        "The syntax is supported up to Python 3.8",
    ),
    ("支持 iOS 13 及更高版本", "Supports iOS 13+", "Supports iOS 13 and earlier"),
    (
        "新款比旧款轻了200克",
        "The new model is 200 g lighter than the old one",
        "The new model is 200 g heavier than the old one",
    ),
    ("机身轻了200克", "The body is 200 g lighter", "The body is 200 g heavier"),
    (
        "启动时间比以前慢了两秒",
        "Startup is two seconds slower than before",
        "Startup is two seconds faster than before",
    ),
    ("速度比Webpack快10倍", "10 times faster than with Webpack", "10 times slower than with Webpack"),
    ("比预定时间早到20分钟", "It came 20 minutes early", "It came 20 minutes later than scheduled"),
    (
        "比上一季度少卖了3万台",
        "30,000 fewer units than in the previous quarter",
        "30,000 more units than in the previous quarter",
    ),
    ("航班延误两小时", "The flight was two hours late", "The flight was two hours early"),
    ("功耗比竞品低15%", "15% lower than the competition", "15% higher than the competition"),
    ("比GPT-4低0.3分", "0.3 points below GPT-4", "0.3 points above GPT-4"),
    ("每公斤25元", "25 yuan a kilogram", "25 yuan per pound"),
    ("均价每平方米6万元", "60,000 yuan per square metre", "60,000 yuan per square foot"),
    ("油价跌破每桶70美元", "Oil fell below $70/bbl", "Oil fell below $70 a gallon"),
    ("电价为每千瓦时0.5元", "0.5 yuan per kilowatt-hour", "0.5 yuan per MWh"),
    ("每斤12元", "12 yuan per half a kilo", "12 yuan per kilo"),
    ("价格为25元/公斤", "The price is 25 yuan/kg", "The price is 25 yuan per gram"),
    ("年产能达到100万辆", "Annual capacity reached 1 million vehicles", "Monthly capacity reached 1 million vehicles"),
    ("月产量5万片晶圆", "50,000 wafers a month", "Annual output of 50,000 wafers"),
    ("年薪80万元", "An annual salary of 800,000 yuan", "A monthly salary of 800,000 yuan"),
    ("年化收益率4.5%", "An annualized return of 4.5%", "A monthly return of 4.5%"),
    ("每分钟60次", "60 times a minute", "60 times a second"),
    (
        "央行将利率下调25个基点",
        "The central bank cut rates by 25 basis points",
        "The central bank cut rates to 25 basis points",
    ),
    ("利率下调至3.1%", "The rate was lowered to 3.1%", "The rate was lowered by 3.1%"),
    ("上调至每股30元", "It was raised to 30 yuan a share", "It was raised by 30 yuan a share"),
    ("亏损收窄30%", "Losses narrowed by 30%", "Losses narrowed to 30%"),
    ("人口减少208万", "The population shrank by 2.08 million", "The population shrank to 2.08 million"),
    ("销量下滑近四成", "Sales fell by nearly 40%", "Sales fell to nearly 40%"),
    ("上调5%至每吨4200元", "Raised by 5% to 4,200 yuan a ton", "Raised 5%, or by 4,200 yuan a ton"),
    ("占比提升至23%", "Its share rose to 23%", "Its share rose 23%"),
    ("用电量降低到60%", "It uses 60% of the power", "It uses 60% less power"),
    ("利润下降到3亿元", "Profit fell to 300 million yuan", "Profit fell from 300 million yuan"),
    ("自2015年起", "Since 2015", "Until 2015"),
    ("到2015年为止", "Until 2015", "Since 2015"),
    (
        "2018年以来，公司每年都盈利",
        "It has been profitable every year since 2018",
        "It was profitable every year until 2018",
    ),
    ("满18岁方可参加", "Participants must be at least 18", "Participants must be under 18"),
    ("60岁以上老人半价", "Half price for people aged 60 and older", "Half price for people aged 60 and younger"),
    ("成本高达每次3美元", "It costs as much as $3 each time", "It costs as little as $3 each time"),
    ("成本低至每次3美分", "It costs as little as 3 cents each time", "It costs as much as 3 cents each time"),
    ("有多达40个国家参与", "As many as 40 countries take part", "As few as 40 countries take part"),
    ("请升级到v2.3及以上版本", "Please upgrade to v2.3 or later", "Please upgrade to v2.3 or below"),
]


@pytest.mark.parametrize(("source", "right", "wrong"), WAYS)
def test_a_figure_keeps_its_direction(source: str, right: str, wrong: str) -> None:
    """What rose by a figure, or is more than it, does not fall by it in the translation, or become less."""
    assert [*direction(source, right)] == []
    assert {said.weight for said in direction(source, wrong)} == {"error"}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("7天内可以退款", "No refunds are given after seven days"),
        ("30天内未付款的订单将关闭", "Orders still unpaid after 30 days are closed"),
        ("应于3月15日前提交", "Nothing submitted after March 15 will be considered; it is not late until then"),
        ("6月30日后不再提供支持", "Support is provided until June 30"),
        ("从2.0版本开始使用新算法", "Before version 2.0 the old algorithm was used"),
    ],
)
def test_a_time_may_be_told_from_its_other_side(source: str, target: str) -> None:
    """Within a time, and never after it, say the same: at most a doubt."""
    assert {said.weight for said in direction(source, target)} <= {"warning"}


@pytest.mark.parametrize("right", ["quadrupled", "grew threefold", "rose by 300%", "was three times greater"])
def test_what_grew_by_three_times_is_four_times_as_much(right: str) -> None:
    """ "Tripled" for 增长三倍 is worth a look, and right for 增长到三倍."""
    assert [*direction("销量增长三倍", f"Sales {right}")] == []
    for wrong in ("tripled", "were three times as high"):
        assert [said.weight for said in direction("销量增长三倍", f"Sales {wrong}")] == ["warning"]
        assert [*direction("销量增长到三倍", f"Sales {wrong}")] == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("近两周的记录", "records of the past two weeks"),
        ("两周后他才收到回信", "It was a fortnight before he got a reply"),
        ("两米以内不留人", "Keep everyone at least two meters away"),
        ("比以往缩短了一大半", "less than half the time it used to take"),
        ("负增长5%", "a contraction of 5%"),
        ("利润下降12%，此前一年增长了30%", "Profit fell 12% after growing 30% the year before"),
        ("从5%增长到10%", "grew from 5% to 10%"),
        ("涨幅收窄至3%", "Growth slowed to 3%"),
        ("三倍以上", "more than triple"),
        ("相差不超过 48 小时", "never more than 48 hours apart"),
        ("最高 190 毫秒", "it never exceeded 190 ms"),
        ("增长速度下降了97%", "grew 97% more slowly"),
        ("没有超过100人", "no more than 100 people"),
        ("增速不到两成", "growth fell short of 20%"),
        ("超过 50 毫秒的请求占比降到了万分之二", "the share of requests slower than 50 ms fell to two in 10,000"),
        ("请不要超过 3 次", "Keep it to 3 tries or fewer"),
        ("离地间隙不小于200毫米", "a clearance of no less than 200mm"),
        ("从二十四个增加到四十个", "forty bag-drop windows instead of twenty-four"),
        ("约为300亿-400亿美元", "some $30–40 billion"),
        ("最低气温零下15度", "Lows of 15 below zero"),
        ("增速为-3.2%", "growth of −3.2%"),
        ("有的超过一半，有的不到一半", "Some have more than half, some less"),
        ("大概只有七千出头", "can expect just over 7,000"),
        ("分为基础类、完善类和提升类三类", "The works fall into three categories: basic, improvement and upgrading"),
        ("过去三年里，以及未来三年", "in the past three years and the next three"),
        ("成本降低50%", "Costs are now 50% of what they were"),
        ("把码距从5增加到7，错误率下降了约30%", "Increasing the distance from 5 to 7 reduced errors by about 30%"),
        ("各项补贴最高可达22万元以上", "Subsidies can add up to more than 220,000 yuan"),
        ("手册只有 100 页出头", "The manual runs to just over 100 pages"),
        ("只有 6 公里多一点", "only a little over 6km"),
        ("人数少了近七成", "the number is down by close to 70%"),
        ("八大类中五涨三跌", "Of the eight categories five rose and three fell"),
        ("比十年前的66微克降了一半多", "less than half the 66 of ten years ago"),
        ("学习率不要超过万分之三", "don't let the learning rate go above 0.0003"),
        ("公司成立三年后上市", "It went public three years after it was founded"),
        ("三年后他回来了", "Three years later he came back"),
        ("收盘时涨幅回落到4.7%", "settling for a gain of 4.7% at the close"),
        ("他早三年来到这里", "He had come here three years earlier"),
        ("超过 30 分钟未签到，座位释放", "If you have not checked in within 30 minutes, the seat is released"),
        ("压缩率一般，适合千兆及以上的内网", "a moderate ratio, for networks of 1 Gbps or faster"),
        ("只有 500 以上的状态码才会抛错", "Only status codes of 500 and above threw an error"),
        ("可用性不低于 99.5% 的", "if availability is not below 99.5%"),
        ("贵重物品放进20号柜", "Valuables go into locker 20, no more"),
        ("需要Node.js 18及以上版本", "Requires at least Node.js 18"),
        ("需要Node.js 18及以上版本", "Versions older than Node.js 18 are not supported"),
        ("Python 3.6以下的版本不再支持", "Python 3.6 or later is required"),
        ("18以下的Node.js版本请升级", "Upgrade Node.js to 18 or later"),
        ("近20次发射全部成功", "All of the past 20 launches were successful"),
        ("新款比旧款轻了200克", "The old model is 200 g heavier than the new one"),
        ("机身轻了200克", "The old body was 200 g heavier"),
        ("速度比Webpack快10倍", "Webpack is 10 times slower than it is"),
        ("小米手机比苹果手机便宜500元", "The Apple phone is 500 yuan dearer than Xiaomi's phone"),
        ("iPhone 15比iPhone 14轻10克", "The iPhone 14 is 10 grams heavier than the iPhone 15"),
        ("2022年稻子熟得早，电影节推迟了九天", "The rice ripened early and the festival was put off by nine days"),
        ("每斤12元", "24 yuan per kilo"),
        ("光速约为每秒30万公里", "The speed of light is about 300,000 km per second"),
        ("每公里收费2元", "It costs 2 yuan a kilometre, on a first trip"),
        ("8月同比增长5.2%", "Growth quickened to 5.2% in August"),
        ("新增300万用户", "It expanded its service to 3 million users"),
        ("增加3个国家", "It expanded to 3 more countries"),
        ("下跌3%至5%", "It fell by 3% to 5%"),
        ("成本最高可降低30%", "It can cut costs by up to 30%"),
        ("占比下降到30%", "It now makes up 30% of the total"),
        ("跌幅收窄至6.8%", "pared the loss to close 6.8% lower"),
        ("自7月1日起停止服务", "The service runs until July 1"),
        ("2015年起诉", "He was sued before 2015"),
        ("满18岁方可参加", "No one under 18 may take part"),
        ("未满十八周岁者不得注册", "You must be at least 18 to register"),
        ("商品低至五折", "as much as 50% off"),
        ("首付比例提高到30%", "The minimum down payment went up to 30%"),
        ("他比我早到两天", "I arrived two days later than he did"),
    ],
)
def test_what_only_looks_like_another_direction(source: str, target: str) -> None:
    """Spans of time, negative growth and two figures in a sentence are no contradiction."""
    assert [*direction(source, target)] == []


@pytest.mark.parametrize(
    ("source", "right", "wrong", "severity"),
    [
        ("目标价从62港元上调至78港元", "raised to HK$78 from HK$62", "raised to HK$62 from HK$78", "error"),
        ("关税由18%提高到25%", "from 18% to 25%", "from 25% to 18%", "error"),
        (
            "总投资通常在25亿至40亿元之间。",
            "Total investment is usually between 2.5 billion and 4 billion yuan.",
            "Total investment is usually between 4 billion and 2.5 billion yuan.",
            "error",
        ),
        (
            "北京的客户占30%，上海的客户占25%。",
            "Customers in Beijing account for 30%, those in Shanghai for 25%.",
            "Customers in Beijing account for 25%, those in Shanghai for 30%.",
            "warning",
        ),
        (
            "销售费用为12亿元，研发费用为9亿元。",
            "R&D spending came to 900 million yuan and sales expenses to 1.2 billion yuan.",
            "Sales expenses came to 900 million yuan and R&D spending to 1.2 billion yuan.",
            "warning",
        ),
        (
            "中国出口增长5%，进口下降3%。",
            "China's imports fell 3% while exports grew 5%.",
            "China's imports grew 5% while exports fell 3%.",
            "warning",
        ),
        (
            "小学有二十一所，教师两千一百四十人。",
            "There are 2,140 teachers and 21 primary schools.",
            "There are 2,140 primary schools and 21 teachers.",
            "warning",
        ),
    ],
)
def test_figures_stay_with_their_words(source: str, right: str, wrong: str, severity: str) -> None:
    """Two figures of a kind that have changed places are noticed; whichever is said first is free."""
    assert [*swapped(source, right)] == []
    assert [said.weight for said in swapped(source, wrong)] == [severity]


OPPOSITES = [
    ("请先关闭缓存", "Turn off the cache first", "Turn on the cache first"),
    ("明天发布", "It comes out tomorrow", "It came out yesterday"),
    ("上周他离开了公司", "He left the company last week", "He left the company last month"),
    ("在启动之前加载配置", "Load the settings before starting", "Load the settings after starting"),
    ("最大值为100", "The maximum is 100", "The minimum is 100"),
    ("增加了内存占用", "It takes up more memory", "It reduces memory usage"),
    ("男性占比更高", "Men make up the larger share", "Women make up the larger share"),
    ("至少需要三台机器", "At least three machines are needed", "At most three machines are needed"),
    ("下载文件", "Download the file", "Upload the file"),
    ("客户端超时", "The client timed out", "The server timed out"),
    ("他辞去首席执行官一职", "He resigned as chief executive", "He resigned as chief financial officer"),
    ("2019年底", "in late 2019", "at the beginning of 2019"),
    ("每月20美元", "$20 a month", "$20 a year"),
    ("该参数必填", "This parameter is required", "This parameter is optional"),
    ("位于河的东岸", "on the river's east bank", "on the river's west bank"),
    ("二战期间", "during World War II", "during the First World War"),
    ("逆时针旋转", "Turn it counter-clockwise", "Turn it clockwise"),
    ("非阻塞调用", "a non-blocking call", "a blocking call"),
    ("他的母亲", "his mum", "his father"),
    ("白色按钮", "the white button", "the black button"),
    ("她说她不同意", "She says she disagrees", "He says he disagrees"),
    ("输入与输出的类型相同", "Input and output have the same type", "Input and input have the same type"),
    ("client 向服务端发请求", "The client sends requests to the server", "The client sends requests to the client"),
    ("他获得博士学位", "He took a doctorate, a PhD", "He took a master's degree"),
    ("该选项默认开启", "It is on by default", "It is off by default"),
    ("默认启用，可在设置中关闭", "Enabled by default; can be turned off", "Disabled by default; can be turned on"),
    ("升级前请备份", "Back up before upgrading", "Back up after upgrading"),
    ("返回 true", "It returns true", "It returns false"),
    ("公司否认了传闻", "The company denied the rumours", "The company confirmed the rumours"),
    ("只有管理员才能删除", "Only administrators may delete it", "Anyone may delete it"),
    ("键按升序排列", "Keys are in ascending order", "Keys are in descending order"),
    ("缓存未命中", "a cache miss", "a cache hit"),
    ("孕妇禁用", "not for pregnant women", "suitable for pregnant women"),
    ("主场失利", "a defeat at home", "a home win"),
    ("七天内可退，定制商品除外", "except for custom-made goods", "including custom-made goods"),
    ("除法定节假日外，周一闭馆", "closed on Mondays, except on holidays", "closed on Mondays, including holidays"),
    ("她的外婆", "her maternal grandmother", "her paternal grandmother"),
    ("低于第三季度水平", "below the level of the third quarter", "above the level of the third quarter"),
    ("可以提起上诉", "may appeal", "must appeal"),
    ("茶馆凌晨打烊", "The teahouses close before dawn", "The teahouses open before dawn"),
    ("投后估值", "its post-money value", "its pre-money value"),
    ("双方签字后生效", "in force once signed by both parties", "in force once signed by either party"),
    ("仍逊于竞争对手", "still behind its rivals", "still outperforms its rivals"),
    ("影响2.4.1及更早版本", "affects 2.4.1 and earlier", "affects 2.4.1 and later"),
    ("九十年代初", "in the early 1990s", "in the late 1990s"),
    ("略低于年轻人", "slightly lower than in the young", "far lower than in the young"),
    ("维持销售目标不变", "kept its sales target", "cut its sales target"),
    ("升级到新版之前请备份", "Back up before you upgrade", "Back up after you upgrade"),
    ("日元兑美元走强", "the yen strengthened against the dollar", "the yen weakened against the dollar"),
    (
        "物业多次承诺维修",
        "the managers promised repairs again and again",
        "the managers refused repairs again and again",
    ),
    ("南向资金净买入", "southbound investors were net buyers", "southbound investors were net sellers"),
    ("部分企业已经转移", "some companies have moved", "all companies have moved"),
    ("大多数家长担心", "most parents worry", "few parents worry"),
    ("女排3比1战胜对手", "won 3-1", "lost 3-1"),
    ("营收低于市场预期", "Revenue missed expectations", "Revenue beat expectations"),
    ("该季由盈转亏", "It swung from a profit to a loss", "It went from loss into profit"),
    ("必须先启用TLS", "TLS must be enabled first", "enabling TLS is recommended"),
    ("储备几近耗尽", "stocks are nearly exhausted", "stocks are completely exhausted"),
    ("占境内销售额的4%", "4% of its domestic sales", "4% of its global sales"),
    ("实际指数低于标注值", "the actual figure was lower than stated", "the actual figure was higher than stated"),
    ("位于城市西南", "south-west of the city", "southeast of the city"),
    ("东南沿海地区", "the southeast coast", "the northeast coast"),
]


@pytest.mark.parametrize(("source", "right", "wrong"), OPPOSITES)
def test_an_opposite_is_worth_a_look(source: str, right: str, wrong: str) -> None:
    """A word whose opposite alone stands in the translation gets a warning that names both."""
    assert [*opposites(source, right)] == []
    (said,) = {said.message for said in opposites(source, wrong)}
    assert "may have become" in said


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("不支持上传", "Downloading is all that works"),
        ("先上传，再下载", "Upload, then download"),
        ("三天前", "three days later"),
        ("未来一年半，去年的问题仍在", "Last year's problems will stay over the next year and a half"),
        ("增加缓存", "Don't lower the cache"),
        ("三十公里以后一瓣不剩", "There were 4,200 volunteers, the first at 2:40; past 30 kilometres none was left"),
        ("其他人都走了", "She was the only one left"),
        ("日均客流增长一成二", "The daily count is up 12% on a year earlier"),
        ("升级前请备份", "Back up your data, then upgrade"),
        ("升级之前请备份", "Back up your data, then upgrade"),
    ],
)
def test_doubtful_words_are_left_alone(source: str, target: str) -> None:
    """Denied words, words that may mean either, and texts that have both sides say nothing."""
    assert [*opposites(source, target)] == []


def test_every_word_of_the_table_can_be_found() -> None:
    """No English entry has more than two words, or a mark in it."""
    for members in _families():
        assert len(members) > 1
        for _, theirs in members:
            assert all(re.fullmatch(r"\??[a-z]+~?(_[a-z]+~?)?", word) for word in theirs)


@given(st.text("上涨下降超过不到约1 2万%，。"), st.text("rosefl 12%.,morthan"))
def test_any_text_is_read(source: str, target: str) -> None:
    """No check fails on nonsense, and what is said names words of the two texts."""
    for check in (opposites, direction, swapped):
        for said in check(source, target):
            assert said.source.rpartition(" ")[2] in source
