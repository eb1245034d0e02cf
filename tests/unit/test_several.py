"""Questions over several things: which they are, the plain questions they come to, and what is none of them."""

import pytest

from qa.criteria import Wanted
from qa.several import parts_of

EACH = [
    ("木工和陶藝各收幾個人？", ["木工收幾個人？", "陶藝收幾個人？"]),
    ("木工和陶艺各收几个人？", ["木工收几个人？", "陶艺收几个人？"]),
    ("晴川農場的藍莓和枇杷各多少錢一斤？", ["晴川農場的藍莓多少錢一斤？", "晴川農場的枇杷多少錢一斤？"]),
    ("办证和补办分别要多少钱？", ["办证要多少钱？", "补办要多少钱？"]),
    ("辦證和補辦分別要多少錢？", ["辦證要多少錢？", "補辦要多少錢？"]),
    ("松濤舍和聽雨舍的四人房一學期各多少錢？", ["松濤舍的四人房一學期多少錢？", "聽雨舍的四人房一學期多少錢？"]),
    ("QL-300跟QL-300W各重多少？", ["QL-300重多少？", "QL-300W重多少？"]),
    ("明遠基金會2023和2024年各有多少志工？", ["明遠基金會2023年有多少志工？", "明遠基金會2024年有多少志工？"]),
    ("男子组第一名和第二名各跑几秒？", ["男子组第一名跑几秒？", "男子组第二名跑几秒？"]),
    ("外港到月牙嶼和到小月嶼的全票各多少？", ["外港到月牙嶼的全票多少？", "外港到小月嶼的全票多少？"]),
    ("清泉谷四人房平日假日各多少？", ["清泉谷四人房平日多少？", "清泉谷四人房假日多少？"]),
    ("画舫日游夜游各多少钱？", ["画舫日游多少钱？", "画舫夜游多少钱？"]),
    ("企业版和免费版，审计记录各保留多久？", ["企业版审计记录保留多久？", "免费版审计记录保留多久？"]),
    ("含酚的和含苯的廢液各倒哪一桶？", ["含酚的廢液倒哪一桶？", "含苯的廢液倒哪一桶？"]),
    ("采购小学和初中那两包预算各多少？", ["采购小学包预算多少？", "采购初中包预算多少？"]),
    ("供桌今年、去年各是一桌多少？", ["供桌今年是一桌多少？", "供桌去年是一桌多少？"]),
    ("東館、西館和南館各幾點關門？", ["東館幾點關門？", "西館幾點關門？", "南館幾點關門？"]),
    ("东馆、西馆、南馆分别有多少藏书？", ["东馆有多少藏书？", "西馆有多少藏书？", "南馆有多少藏书？"]),
    ("東館和西館都是幾點關門？", ["東館是幾點關門？", "西館是幾點關門？"]),
    (
        "明遠基金會2023和2024兩年一共收到多少捐款？",
        ["明遠基金會2023年收到多少捐款？", "明遠基金會2024年收到多少捐款？"],
    ),
    ("東館和西館兩館自習室一共有幾席？", ["東館館自習室有幾席？", "西館館自習室有幾席？"]),
    ("季卡比月卡貴多少？", ["季卡多少钱？", "月卡多少钱？"]),
    ("寄本島比寄離島便宜多少？", ["寄本島多少钱？", "寄離島多少钱？"]),
    ("QL-15和QL-15V哪个便宜，各多少钱？", ["QL-15多少钱？", "QL-15V多少钱？"]),
    ("团体票买三十张和买八十张，各打几折？", ["团体票买三十张打几折？", "团体票买八十张打几折？"]),
]
WHICH = [
    ("東園和西園哪個便宜？", Wanted.LOWEST, ["東園多少钱？", "西園多少钱？"]),
    ("松岭的双穴，东园和西园哪边贵？", Wanted.HIGHEST, ["松岭的双穴，东园多少钱？", "松岭的双穴，西园多少钱？"]),
    ("德译中和泰译中哪个单价高？", Wanted.HIGHEST, ["德译中单价是多少？", "泰译中单价是多少？"]),
    ("小班和大班，哪個放學早？", Wanted.LOWEST, ["小班什么时候放学？", "大班什么时候放学？"]),
    ("早班车和路况连线哪个先播？", Wanted.LOWEST, ["早班车什么时候播？", "路况连线什么时候播？"]),
    ("理論跟實操，哪一科考得久？", Wanted.HIGHEST, ["理論考多久？", "實操考多久？"]),
    ("一碼頭和二碼頭哪個比較深？", Wanted.HIGHEST, ["一碼頭多深？", "二碼頭多深？"]),
    ("普通車跟電動車，起步價哪個低？", Wanted.LOWEST, ["普通車起步价是多少？", "電動車起步价是多少？"]),
    ("京劇科和粵劇科哪一科收的人多？", Wanted.HIGHEST, ["京劇科收多少人？", "粵劇科收多少人？"]),
    ("6月5日和6月7日哪天早上更冷？", Wanted.LOWEST, ["6月5日早上多少度？", "6月7日早上多少度？"]),
    ("MX-8和MX-16哪个押金高一点？", Wanted.HIGHEST, ["MX-8押金是多少？", "MX-16押金是多少？"]),
]
TWO = [
    ("押金多少錢，可以借幾本書？", ["押金多少錢？", "可以借幾本書？"]),
    ("雾岭的营位要怎么预约，几天前开放？", ["雾岭的营位要怎么预约？", "雾岭的营位几天前开放？"]),
]
PLAIN = [
    "A和B的關係是什麼？",
    "和平路的分館幾點開門？",
    "《老人與海》的作者是誰？",
    "「山與海」特展分別在哪裡展出？",
    "卫生和健康委员会的电话是多少？",
    "各館的開放時間是什麼？",
    "各种会员卡有什么优惠？",
    "怎麼分別真假票券？",
    "副館長分別是誰？",
    "書和雜誌可以一起借嗎？",
    "木工和陶藝都要報名嗎？",
    "跟團的話要帶什麼？",
    "總和是多少？",
    "哪個分館可以還書？",
    "一共有多少個車位？",
    "比賽什麼時候開始？",
    "比月卡貴的有哪些？",
    "如果下雨，活動改到什麼時候？",
    "您好，請問幾點開門？",
    "狗開完刀多久能洗澡，醫生怎麼說？",
    "評分看哪幾項，各幾分？",
    "幾個人一起報名的時候，學費打幾折？",
    "要是買幾張票的話，要付多少錢？",
    "七孔的蓮藕和九孔的，哪種適合燉湯？",
    "企業版跟免費版，哪個能匯出？",
    "東館和東館各幾點關門？",
    "東館和西館，哪個不便宜？",
    "停車場各多少錢？",
]


def questions_of(text):
    parts = parts_of(text)
    return None if parts is None else list(parts.questions)


@pytest.mark.parametrize(("text", "questions"), EACH)
def test_what_is_asked_of_each_is_asked_of_one_after_the_other(text, questions):
    parts = parts_of(text)
    assert list(parts.questions) == questions
    assert parts.wanted is Wanted.ALL
    assert len(parts.names) == len(questions)


@pytest.mark.parametrize(("text", "wanted", "questions"), WHICH)
def test_which_of_two_asks_each_for_what_they_are_compared_by(text, wanted, questions):
    parts = parts_of(text)
    assert (parts.wanted, list(parts.questions)) == (wanted, questions)


@pytest.mark.parametrize(("text", "questions"), TWO)
def test_two_questions_in_one_are_two(text, questions):
    assert questions_of(text) == questions
    assert parts_of(text).names == ()


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_question_has_no_parts(text):
    assert parts_of(text) is None


def test_a_long_text_is_no_question_over_several_things():
    assert parts_of("木工和陶藝各收幾個人，" * 10) is None
