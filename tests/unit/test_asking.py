import pytest

from qa.asking import QuestionType, question_type, suits
from qa.values import find_values


@pytest.mark.parametrize(
    ("asked", "questions"),
    [
        (QuestionType.CLAUSE, "第二十三条规定了什么？|第9條是什麼？|第四条讲什么"),
        (QuestionType.YES_NO, "博物館星期一開門嗎？|是否收費|能不能帶寵物|可以借鼠标吗"),
        (QuestionType.TOTAL, "一共有多少个车位？|設備採購合計多少元"),
        (
            QuestionType.LIST,
            "有哪些分館？|列出所有分馆|办证和补办分别要多少钱？|要带什么？|有哪两间？|做这道汤需要什么材料？",
        ),
        (QuestionType.WHY, "為什麼閉館？|停电的原因是什么"),
        (QuestionType.WHEN, "开放时间？|什么时候通车"),
        (QuestionType.DAY, "哪天通車？|成文日期是哪天|星期幾休館"),
        (QuestionType.CLOCK, "电梯几点停运|电话几点开通|What time does it open?"),
        (QuestionType.HOW_LONG, "报销多久到账|年假有几天？|维修工期多少天|保存幾年"),
        (QuestionType.PHONE, "客服电话是多少？|传真号码|分機是多少|电话"),
        (QuestionType.HOW_MUCH, "门票多少钱？|單價多少|押金|保育费是多少？|出厂价是多少"),
        (QuestionType.WHERE, "文化站在哪里|辦公室在幾樓|地址"),
        (QuestionType.WHO, "站長是誰|馆长|通信作者是谁|站长叫什么"),
        (QuestionType.HOW_MANY, "有多少人没有完赛|大桥主跨多长？|有几个行政村|面積多大|量程是多少"),
        (QuestionType.WHICH, "对应哪个型号|出自哪本书|台式电脑的型号"),
        (QuestionType.HOW, "忘带门禁卡怎么办？|如何補辦"),
        (QuestionType.WHAT, "发文字号是什么？|施工期间业主走的是什么门|WiFi密码"),
    ],
)
def test_type_of_a_question(asked, questions):
    assert {question: question_type(question) for question in questions.split("|")} == dict.fromkeys(
        questions.split("|"), asked
    )


@pytest.mark.parametrize(
    ("asked", "answer", "expected"),
    [
        (QuestionType.WHEN, "上午八時半", True),
        (QuestionType.WHEN, "昨日", True),
        (QuestionType.WHEN, "三个月", True),
        (QuestionType.WHEN, "王大明", False),
        (QuestionType.HOW_LONG, "三十天", True),
        (QuestionType.HOW_LONG, "3—5个工作日", True),
        (QuestionType.HOW_LONG, "三十元", False),
        (QuestionType.HOW_MUCH, "新臺幣二百元", True),
        (QuestionType.HOW_MUCH, "不收門票", True),
        (QuestionType.HOW_MUCH, "二楼", False),
        (QuestionType.PHONE, "(02)2345-6789分機12", True),
        (QuestionType.PHONE, "八點半", False),
        (QuestionType.HOW_MANY, "四萬五千輛", True),
        (QuestionType.HOW_MANY, "图书馆", False),
        (QuestionType.TOTAL, "一百二十个车位", True),
        (QuestionType.WHERE, "玉屏街8号", True),
        (QuestionType.WHERE, "八点半", False),
        (QuestionType.WHO, "駱一禾", True),
        (QuestionType.WHO, "出厂价每台三百二十元", False),
        (QuestionType.LIST, "甲、乙和丙", True),
        (QuestionType.LIST, "甲", False),
        (QuestionType.WHAT, "任何东西", True),
        (QuestionType.YES_NO, "禁止拍照", True),
    ],
)
def test_a_text_suits_what_was_asked_by_its_kind(asked, answer, expected):
    assert suits(asked, answer, find_values(answer)) is expected
