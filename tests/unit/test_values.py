import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.fold import fold
from qa.values import Kind, agrees, contradicts, covering, find_values, same
from tests.fakes.values import only


def found(text):
    return [(text[value.start : value.end], value.kind) for value in find_values(text)]


@pytest.mark.parametrize(
    ("kind", "spellings"),
    [
        (Kind.NUMBER, "一百二十|120|１２０|1.2百|一百二|壹佰贰拾|壹佰貳拾|120.0"),
        (Kind.NUMBER, "二万三千|23000|23,000|2.3萬|两万三|２３，０００|2万3千"),
        (Kind.NUMBER, "三千二百一十五|3215|3,215"),
        (Kind.NUMBER, "一萬億|1万亿|10000亿|1000000000000"),
        (Kind.NUMBER, "一億二千萬|1.2亿|12000万|1億2000萬"),
        (Kind.NUMBER, "九六五五五|96555"),
        (Kind.NUMBER, "一〇三|一零三|103|一百零三"),
        (Kind.NUMBER, "廿三萬|二十三万|23万"),
        (Kind.QUANTITY, "一百二十個|120个|１２０ 個|120余个"),
        (Kind.QUANTITY, "三点二公里|3.2公里|３．２公里|3200米|3200 公尺|3.2km|三千二百米"),
        (Kind.QUANTITY, "50㎡|50平方米|五十平方公尺|50m²"),
        (Kind.QUANTITY, "零点四兆帕|0.4MPa|0.4 mpa|400kPa|400千帕"),
        (Kind.QUANTITY, "零下40度|零下四十度|-40℃|负40°C"),
        (Kind.QUANTITY, "六册|6本|六本|6冊"),
        (Kind.QUANTITY, "二百零三人|203名|203位|二百零三名"),
        (Kind.QUANTITY, "一个半小时|90分钟|1.5小時|九十分鐘|一小时三十分|1小时30分钟"),
        (Kind.QUANTITY, "半天|12小时|十二小時|0.5天"),
        (Kind.QUANTITY, "三年半|42个月|三年六个月"),
        (Kind.QUANTITY, "兩小時二十一分|2小时21分|141分钟"),
        (Kind.QUANTITY, "1米8|1.8米|180公分|180cm"),
        (Kind.QUANTITY, "十二周岁|12岁|12歲"),
        (Kind.MONEY, "二百元|200元|¥200|200块|200 塊錢|２００圓|二百元整|￥200.00"),
        (Kind.MONEY, "新臺幣二百元|新台币200元|NT$200"),
        (Kind.MONEY, "人民币五百元|RMB500|500人民币"),
        (Kind.MONEY, "一元五角|1.5元|一块五|1塊5角|一块五毛"),
        (Kind.MONEY, "12.8億元|１２．８亿元|1280000000元"),
        (Kind.MONEY, "30美元|US$30|三十美金"),
        (Kind.MONEY, "一角|0.1元|1毛"),
        (Kind.PERCENT, "百分之九十二点四|92.4%|９２．４％"),
        (Kind.PERCENT, "三成五|35%|百分之三十五"),
        (Kind.PERCENT, "千分之五|0.5%|5‰"),
        (Kind.PERCENT, "四分之一|25%"),
        (Kind.RATIO, "三比二|3:2|3：2"),
        (Kind.ORDINAL, "首屆|第一屆|第1届|首届"),
        (Kind.ORDINAL, "第二期|第2期"),
        (Kind.ORDINAL, "冠軍|第一名|第1名"),
        (Kind.ORDINAL, "三年级|3年級"),
        (Kind.ORDINAL, "二樓|2楼|第二层"),
        (Kind.CLAUSE, "第二十三条|第23條|第２３条|第 23 条"),
        (Kind.CLAUSE, "第五条之一第二款|第5條之1第2款"),
        (Kind.DATE, "民國一一三年五月六日|2024年5月6日|二〇二四年五月六日|2024-05-06|2024/5/6|2024.5.6|20240506"),
        (Kind.DATE, "2024年5月6日|二零二四年五月六號|西元2024年5月6日|民国113年5月6日|113年5月6日|２０２４年５月６日"),
        (Kind.DATE, "二〇二四年|2024年|民國一一三年|113學年度|令和六年|2024年度"),
        (Kind.DATE, "光緒三年|1877年"),
        (Kind.DATE, "2024年5月|二〇二四年五月|2024-05|2024年5月份"),
        (Kind.DATE, "九月十五日|9月15日|9月15號"),
        (Kind.TIME, "上午八時半|8:30|八點半|08:30|上午8点30分|八点三十分|上午8：30|8:30am"),
        (Kind.TIME, "下午三點|15:00|下午3时|15时|3:00pm"),
        (Kind.TIME, "晚上八点半|20:30|晚8点半"),
        (Kind.TIME, "十点一刻|10:15"),
        (Kind.TIME, "中午十二点|12:00|正午"),
        (Kind.TIME, "七点二十|7:20"),
        (Kind.WEEKDAY, "周四|星期四|禮拜四|週四"),
        (Kind.WEEKDAY, "周日|星期天|礼拜日"),
        (Kind.PHONE, "(02)2345-6789|02-2345-6789|（02）2345-6789|+886-2-2345-6789"),
        (Kind.PHONE, "0512-63008800转803|0512-6300 8800轉803|0512-63008800分機803"),
        (Kind.PHONE, "13800005555|138-0000-5555|+86 138 0000 5555"),
        (Kind.CODE, "KL-2201A|kl2201a|ＫＬ－２２０１Ａ|KL2201A|KL 2201A|kl　2201a"),
        (Kind.CODE, "HX-3304|hx 3304"),
        (Kind.CODE, "GB/T 1234-2020|gb/t1234-2020"),
        (Kind.CODE, "7733-0091|７７３３－００９１"),
        (Kind.DOCUMENT, "松政办发〔2024〕17号|松政辦發〔２０２４〕17號|松政办发[2024]17号"),
        (Kind.RANGE, "0至2.5MPa|0 至 2.5 MPa|0～2.5兆帕|0-2.5MPa"),
        (Kind.RANGE, "上午八时至下午六时|8:00-18:00|08:00～18:00|上午8點到下午6點"),
        (Kind.RANGE, "下午2点至5点|14:00-17:00"),
        (Kind.RANGE, "周二至周日|星期二到星期日|週二至週日|周二至日"),
        (Kind.RANGE, "2024年5月6日至8日|2024-05-06至2024-05-08|2024年5月6-8日"),
        (Kind.RANGE, "300-500元|300元至500元|三百至五百元"),
        (Kind.RANGE, "五六个|5至6个"),
        (Kind.RANGE, "2023-2024学年|2023年至2024年"),
    ],
)
def test_spellings_of_one_value_are_equal(kind, spellings):
    values = [only(spelling) for spelling in spellings.split("|")]
    assert {value.kind for value in values} == {kind}
    assert len({value.normal for value in values}) == 1, values
    assert all(same(values[0], value) and not contradicts(values[0], value) for value in values)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("週六九時至十二時", [("週六", Kind.WEEKDAY), ("九時至十二時", Kind.RANGE)]),
        ("一百一十四年起每公斤二元", [("一百一十四年", Kind.DATE), ("二元", Kind.MONEY)]),
        ("一百一十年的歷史", [("一百一十年", Kind.QUANTITY)]),
        ("契約編號114-工-0031", [("114-工-0031", Kind.CODE)]),
        ("甲-01放丁區", [("甲-01", Kind.CODE), ("丁區", Kind.ORDINAL)]),
        ("在甲板上", []),
        ("光程二十二浬", [("二十二浬", Kind.QUANTITY)]),
        ("縣府公告收費標準：小客車每次新臺幣四十元", [("新臺幣四十元", Kind.MONEY)]),
        (
            "客服專線(02)2345-6789分機12，傳真0800-000-123。",
            [("(02)2345-6789分機12", Kind.PHONE), ("0800-000-123", Kind.PHONE)],
        ),
        ("根据松政办发〔2024〕17号文件", [("松政办发〔2024〕17号", Kind.DOCUMENT)]),
        ("監督電話：8866-1203", [("8866-1203", Kind.PHONE)]),
        ("訂貨編號8866-1203", [("8866-1203", Kind.CODE)]),
        ("府教終字第1130012345號函", [("府教終字第1130012345號", Kind.DOCUMENT)]),
        ("(2023)京01民終123號", [("(2023)京01民終123號", Kind.DOCUMENT)]),
        ("自公布之日起三十日后施行", [("三十日", Kind.QUANTITY)]),
        ("每月5日前缴清", [("5日", Kind.DATE)]),
        ("7月10日起在2楼办理", [("7月10日", Kind.DATE), ("2楼", Kind.ORDINAL)]),
        ("每册每天收费一角", [("一角", Kind.MONEY)]),
        ("五角大楼有三角形的门", []),
        ("三块地卖了三块钱", [("三块钱", Kind.MONEY)]),
        ("借阅证号 0302，密码 read2024", [("0302", Kind.CODE), ("read2024", Kind.CODE)]),
        ("骆一禾 33010219900101001X", [("33010219900101001X", Kind.CODE)]),
        ("网络名称 RC-LIB-Guest", [("RC-LIB-Guest", Kind.CODE)]),
        (
            "来信 desk@example.org 或 https://example.org/a?b=1。",
            [("desk@example.org", Kind.LINK), ("https://example.org/a?b=1", Kind.LINK)],
        ),
        ("玉屏街8号3楼301室", [("8号", Kind.ORDINAL), ("3楼", Kind.ORDINAL), ("301室", Kind.ORDINAL)]),
        ("3—5个工作日", [("3—5个工作日", Kind.RANGE)]),
        ("十二月至次年二月封山", [("十二月至次年二月", Kind.RANGE)]),
        ("周一、周三、周六日", [("周一", Kind.WEEKDAY), ("周三", Kind.WEEKDAY), ("周六日", Kind.WEEKDAY)]),
        ("第一中学的第十四个五年规划", [("第一", Kind.ORDINAL), ("第十四个", Kind.ORDINAL), ("五年", Kind.QUANTITY)]),
        ("型號 HX 3304C 與 kl 2210", [("HX 3304C", Kind.CODE), ("kl 2210", Kind.CODE)]),
        ("約 USD 5000 或 QQ 12345", [("USD 5000", Kind.MONEY), ("12345", Kind.NUMBER)]),
        ("in 2019 and at 500kg", [("2019", Kind.NUMBER), ("500kg", Kind.QUANTITY)]),
        ("the model 3304 was", [("3304", Kind.NUMBER)]),
        ("vip 200元，hx 300個", [("200元", Kind.MONEY), ("300個", Kind.QUANTITY)]),
        ("ISO 9001:2015 与 GB 50016-2014", [("ISO 9001:2015", Kind.CODE), ("GB 50016-2014", Kind.CODE)]),
        ("1.2.3 一般规定", [("1.2.3", Kind.CLAUSE)]),
        ("第3.2条", [("第3.2条", Kind.CLAUSE)]),
        ("打印机 35 台，单价 1,280.50", [("35 台", Kind.QUANTITY), ("1,280.50", Kind.NUMBER)]),
        ("深圳標準化活動周4月24日啟動", [("4月24日", Kind.DATE)]),
        ("一周三次，周年庆", [("一周", Kind.QUANTITY), ("三次", Kind.QUANTITY)]),
    ],
)
def test_values_of_a_text_with_their_spans(text, values):
    assert found(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "一起看看，万一统一不了也十分重要，千万不要慌",
        "两旁的百姓三三两两，一一列举",
        "以下三點，早一點來，一時不察",
        "五一假期一般半价，一些人说一半",
        "數千人，上百元，成千上萬",
        "四川的百合",
        "",
    ],
)
def test_words_that_hold_numerals_are_no_values(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KL-2201", "KL-2201A"),
        ("KL-2201A", "KL-2201B"),
        ("7733-0091", "7733-0019"),
        ("第九條", "第十九条"),
        ("第五条第一款", "第5条第2款"),
        ("1.2.3", "1.2.4"),
        ("周三", "週四"),
        ("2023年", "二〇二四年五月"),
        ("5月6日", "2024年5月7日"),
        ("首屆", "第二屆"),
        ("三年级", "四年級"),
        ("二樓", "3楼"),
        ("8:30", "9:00"),
        ("二百元", "300元"),
        ("三人", "4名"),
        ("松政办发〔2024〕17号", "松政办发〔2024〕18号"),
        ("92.4%", "百分之九十"),
        ("0591-5550166", "0591-5550177"),
    ],
)
def test_values_of_one_shape_contradict_each_other(one, other):
    assert contradicts(only(one), only(other))
    assert contradicts(only(other), only(one))
    assert not same(only(one), only(other))
    assert not agrees(only(one), only(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2024年5月", "2024年5月6日"),
        ("第五条", "第五条第二款"),
        ("第一", "第二条"),
        ("A02", "KL-2201"),
        ("3点", "15:00"),
        ("三十天", "30元"),
        ("周三", "周二至周日"),
        ("周六", "周末"),
        ("第一届", "第二期"),
        ("200元", "三百人"),
    ],
)
def test_values_of_other_shapes_or_less_exact_ones_do_not_contradict(one, other):
    assert not contradicts(only(one), only(other))
    assert not contradicts(only(other), only(one))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("2024年", "民國一一三年五月六日"),
        ("2024年5月6日", "5月6日"),
        ("第五条", "第5條第二款"),
        ("周三", "周二至周日"),
        ("周日", "周六至周一"),
        ("周六", "周末"),
        ("10:00", "上午八时至下午六时"),
        ("23:30", "22:00-6:00"),
        ("2024年5月7日", "2024年5月6日至8日"),
        ("1月", "十二月至次年二月"),
        ("2MPa", "0至2.5MPa"),
        ("第二条", "第一条至第三条"),
        ("6", "6元"),
        ("12座", "十二个"),
        ("200元", "新臺幣二百元"),
        ("96555", "九六五五五"),
    ],
)
def test_a_value_agrees_with_what_was_asked(asked, said):
    assert agrees(only(asked), only(said))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("2024年5月6日", "2024年"),
        ("第五条第二款", "第五条"),
        ("周一", "周二至周日"),
        ("7:00", "上午八时至下午六时"),
        ("3MPa", "0至2.5MPa"),
        ("5月", "十二月至次年二月"),
        ("人民币200元", "新臺幣二百元"),
        ("6", "第六"),
    ],
)
def test_a_value_that_says_less_or_other_does_not_agree(asked, said):
    assert not agrees(only(asked), only(said))


def test_a_span_is_widened_so_that_no_value_is_cut():
    text = "上午八点半开门，电话(02)2345-6789分机12。"
    values = find_values(text)
    assert text[slice(*covering(values, text.index("八"), text.index("开")))] == "上午八点半"
    assert text[slice(*covering(values, text.index("电"), text.index("6789")))] == "电话(02)2345-6789分机12"
    assert covering(values, 5, 7) == (5, 7)


def test_the_ends_of_a_range_are_values_of_their_own():
    (value,) = find_values("周二至周日")
    assert (value.of, [end.normal for end in value.ends]) == (Kind.WEEKDAY, [(2,), (7,)])


TEXTS = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("零一二两三九十百千万億年月日時点半周第条元塊至-0123456789.:%()〔〕号KLa "),
    ),
    max_size=40,
)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_values_lie_in_order_and_are_those_of_the_fold(text):
    values = find_values(text)
    edges = [edge for value in values for edge in (value.start, value.end)]
    assert edges == sorted(edges)
    assert all(0 <= value.start < value.end <= len(text) for value in values)
    assert values == find_values(fold(text))
    for one in values:
        assert same(one, one)
        assert agrees(one, one)
        assert not contradicts(one, one)
        for other in values:
            assert same(one, other) == same(other, one)
            assert contradicts(one, other) == contradicts(other, one)


def test_a_clause_counted_in_parts_of_ten_thousand_is_the_one_of_that_number():
    assert found("第1.5萬條規定什麼？") == [("第1.5萬條", Kind.CLAUSE)]
    assert same(only("第1.5萬條"), only("第15000條"))
    assert found("請見第1.5條") == [("第1.5條", Kind.CLAUSE)]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("美金100", "100美元"),
        ("日元5000", "5000日元"),
        ("日圓5000", "5000日元"),
        ("歐元20", "20欧元"),
        ("港幣3萬", "3万港币"),
    ],
)
def test_a_currency_before_an_amount_is_the_same_as_after_it(text, amount):
    assert only(text).kind is Kind.MONEY
    assert same(only(text), only(amount))
    assert contradicts(only(text), only(amount.replace(re.search(r"\d+", amount).group(), "7")))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("各項取前六名頒獎。", ["前六名"]),
        ("前3名另發獎金。", ["前3名"]),
        ("以前六名老師輪班。", ["前六名"]),
        ("共六名老師。", ["六名"]),
        ("入住前一日晚上九點以前取消。", ["一日", "晚上九點"]),
        ("本月三日晚上九點開始。", ["三日", "晚上九點"]),
    ],
)
def test_what_is_counted_from_the_first_and_days_counted_from_another(text, written):
    assert [text[value.start : value.end] for value in find_values(text)] == written
