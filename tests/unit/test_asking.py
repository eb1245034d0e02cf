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


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("申請流程為何？", QuestionType.HOW),
        ("費用為何？", QuestionType.HOW_MUCH),
        ("開放時間為何", QuestionType.WHEN),
        ("報名地點為何？", QuestionType.WHERE),
        ("負責人為何？", QuestionType.WHO),
        ("名稱為何？", QuestionType.WHAT),
        ("為何延期？", QuestionType.WHY),
        ("延期是為何？", QuestionType.WHY),
        ("為何", QuestionType.WHY),
    ],
)
def test_what_something_is_told_from_why_it_is(question, asked):
    assert question_type(question) is asked


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("電話幾號？", QuestionType.PHONE),
        ("分機是幾號", QuestionType.PHONE),
        ("幾號開學？", QuestionType.DAY),
        ("幾號線到機場？", QuestionType.WHAT),
        ("民國幾年成立？", QuestionType.DAY),
        ("保固幾年？", QuestionType.HOW_LONG),
        ("第幾條規定罰款？", QuestionType.WHICH),
        ("第幾屆校長是他？", QuestionType.WHICH),
        ("第十二條規定的內容是什麼", QuestionType.CLAUSE),
        ("打幾折？", QuestionType.HOW_MANY),
        ("成長了百分之幾？", QuestionType.HOW_MANY),
        ("延期原因？", QuestionType.WHY),
        ("幾歲以下免費？", QuestionType.HOW_MANY),
        ("聯絡電話是什麼？", QuestionType.PHONE),
        ("怎麼聯絡客服？", QuestionType.HOW),
        ("電話幾點開始接聽？", QuestionType.CLOCK),
        ("這個電話是誰的？", QuestionType.WHO),
        ("逾期幾天要罰錢？", QuestionType.HOW_LONG),
        ("押金多久退？", QuestionType.HOW_LONG),
        ("總共要花多少錢？", QuestionType.TOTAL),
        ("每人要多少錢？", QuestionType.HOW_MUCH),
        ("付款方式有哪些？", QuestionType.LIST),
        ("可以刷卡嗎？", QuestionType.YES_NO),
        ("周末開不開", QuestionType.YES_NO),
        ("舊電池收不收？", QuestionType.YES_NO),
        ("這兩款差不多重嗎", QuestionType.YES_NO),
        ("差不多有多少公斤？", QuestionType.HOW_MANY),
        ("值班室在幾號房？", QuestionType.WHICH),
        ("五月幾號開門？", QuestionType.DAY),
        ("廠規3.2怎麼說？", QuestionType.CLAUSE),
        ("守則第七條是怎麼規定的？", QuestionType.CLAUSE),
        ("4.1.2講什麼", QuestionType.CLAUSE),
        ("3.5公斤怎麼寄？", QuestionType.HOW),
        ("HOW MUCH is it?", QuestionType.HOW_MUCH),
    ],
)
def test_questions_of_like_words_ask_for_other_things(question, asked):
    assert question_type(question) is asked


@pytest.mark.parametrize("mark", ["", "？", "?", "。", "！", " ", "？ "])
@pytest.mark.parametrize(
    ("words", "asked"), [("幾點開門", QuestionType.CLOCK), ("地址", QuestionType.WHERE), ("館長", QuestionType.WHO)]
)
def test_what_stands_behind_a_question_changes_nothing(words, asked, mark):
    assert question_type(words + mark) is asked


@pytest.mark.parametrize("asked", QuestionType)
def test_no_kind_of_question_is_suited_by_nothing_at_all_but_those_without_a_kind(asked):
    open_kinds = {
        *(QuestionType.CLAUSE, QuestionType.YES_NO, QuestionType.WHY, QuestionType.WHICH, QuestionType.HOW),
        QuestionType.WHAT,
    }
    assert suits(asked, "", ()) is (asked in open_kinds)


@pytest.mark.parametrize(
    ("asked", "answer", "expected"),
    [
        (QuestionType.HOW_MUCH, "另議", True),
        (QuestionType.PHONE, "不對外公開", True),
        (QuestionType.HOW_MUCH, "本年度的決算報告暫停出版並另行公告", False),  # too long to stand for an amount
        (QuestionType.HOW_LONG, "終身保固", True),
        (QuestionType.HOW_LONG, "三四天", True),
        (QuestionType.HOW_LONG, "8:30", False),
        (QuestionType.DAY, "每週三", True),
        (QuestionType.CLOCK, "24小時", True),
        (QuestionType.CLOCK, "週三", False),
        (QuestionType.WHO, "總務處", True),
        (QuestionType.WHO, "2345-6789", False),
        (QuestionType.WHO, "Ada Lovelace", True),
        (QuestionType.WHO, "model KL-2201", False),
        (QuestionType.TOTAL, "沒有", True),
        (QuestionType.TOTAL, "週三", False),
        (QuestionType.HOW_MANY, "第二屆", True),
        (QuestionType.HOW_MANY, "2024年5月6日", False),
        (QuestionType.WHERE, "二樓服務台", True),
        (QuestionType.LIST, "甲；乙", True),
    ],
)
def test_what_is_said_in_the_place_of_a_value_may_suit_too(asked, answer, expected):
    assert suits(asked, answer, find_values(answer)) is expected
