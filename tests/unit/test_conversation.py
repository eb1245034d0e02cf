import json
from pathlib import Path

import pytest

from qa.conversation import LONGEST_LEANING, EarlierTurn, lean
from qa.frame import core_of, frame_of

OFFICE = Path(__file__).parents[1] / "golden" / "office" / "questions.jsonl"


def after(*turns: tuple[str, str | None]) -> list[EarlierTurn]:
    return [EarlierTurn(*turn) for turn in turns]


LIBRARY = after(("雲澤市圖書館幾點開門？", "上午九點"))


@pytest.mark.parametrize(
    ("question", "turn", "completed"),
    [
        ("那副館長呢？", ("雲澤市圖書館的館長是誰？", "沈若溪"), "雲澤市圖書館的副館長是誰？"),
        ("他的電話是多少？", ("雲澤市圖書館的館長是誰？", "沈若溪"), "沈若溪的電話是多少？"),
        ("他的電話是多少？", ("雲澤市圖書館的館長是誰？", None), "雲澤市圖書館的館長的電話是多少？"),
        ("那分機呢？", ("副館長的電話是多少？", "2345-6101"), "副館長的分機是多少？"),
        ("第五條呢", ("《出勤辦法》第三條規定什麼？", "工時"), "《出勤辦法》第五條規定什麼"),
        ("那週末呢？", ("市民游泳池幾點開門？", "六點"), "市民游泳池週末幾點開門？"),
        ("星期日呢？", ("圖書館星期六幾點開門？", "九點"), "圖書館星期日幾點開門？"),
        ("季卡呢？", ("健身房月卡多少錢？", "199元"), "健身房季卡多少錢？"),
        ("HY-208呢？", ("HY-207的單價是多少？", "690元"), "HY-208的單價是多少？"),
        ("它有幾種顏色？", ("哪款電熱水壺有優惠？", "HY-207"), "HY-207有幾種顏色？"),
        ("天母分行呢？", ("土地銀行士林分行幾點開門？", "九點"), "土地銀行天母分行幾點開門？"),
        ("超過五十萬呢？", ("採購單超過十萬要誰簽？", "副總"), "採購單超過五十萬要誰簽？"),
        ("如果下雨呢？", ("路跑在哪裡集合？", "廣場"), "如果下雨，路跑在哪裡集合？"),
        ("訪客呢？", ("員工可以免費停車嗎？", "可以"), "訪客可以免費停車嗎？"),
        ("那事假可以嗎？", ("年假可以折現嗎？", "可以"), "事假可以折現嗎？"),
        ("那裡可以停車嗎？", ("頒獎典禮在哪裡舉行？", "文化中心"), "文化中心可以停車嗎？"),
        ("那天幾點集合？", ("校慶是哪一天？", "11月5日"), "11月5日幾點集合？"),
        ("該補助怎麼申請？", ("租屋補助的金額是多少？", "3000元"), "租屋補助怎麼申請？"),
        ("6月呢？", ("2024年5月的銷量是多少？", "100台"), "2024年6月的銷量是多少？"),
        ("那實習生呢？", ("新員工的試用期是多久？", "三個月"), "實習生的試用期是多久？"),
        ("這活動要收費嗎？", ("讀書會每週幾舉行？", "週三"), "讀書會要收費嗎？"),
        ("那邊有人值班嗎？", ("保安室在哪裡？", "一樓"), "保安室有人值班嗎？"),
        ("哪天開通？", ("掌上書房收有多少冊電子書？", None), "掌上書房哪天開通？"),
        ("周五的呢？", ("周一的早会几点开始？", "九点"), "周五的早会几点开始？"),
        ("它的用途是？", ("KL-2201多少錢？", "320元"), "KL-2201的用途是什麼？"),
        ("星期六有開嗎？", ("圖書館幾點開門？", None), "圖書館星期六有開嗎？"),
        ("司機的電話呢？", ("校車幾點發車？", "七點"), "校車的司機的電話是多少？"),
        ("那總館的電話呢？", ("分館幾點開門？", "七點"), "總館的電話是多少？"),
        ("該帶什麼證件？", ("怎麼辦理借書證？", "到服務台"), "辦理借書證該帶什麼證件？"),
        ("其負責人是誰？", ("研發中心在哪裡？", "浦東"), "研發中心負責人是誰？"),
        ("幾點？", ("志工在哪裡報到？", "服務台"), "志工幾點報到？"),
        ("可以續借嗎？", ("掌上書房收有多少冊電子書？", "21萬冊"), "掌上書房可以續借嗎？"),
        ("有停車場嗎？", ("榕城市圖書館的地址是什麼？", "玉屏街8號"), "榕城市圖書館有停車場嗎？"),
        ("電話多少？", ("哪個部門負責採購？", "總務處"), "總務處的電話多少？"),
    ],
)
def test_a_question_that_leans_is_completed_from_the_last_turn(question, turn, completed):
    assert lean(question, after(turn)) == completed


@pytest.mark.parametrize(
    "question",
    """年假有幾天？|怎麼請假？|什麼時候發薪水？|怎麼重建索引？|那麼年假可以遞延嗎？|謝謝|你好|好的，知道了|門禁卡|館長|單價是什麼意思|
    大會什麼時候開始？|報名什麼時候截止？|退貨要幾天？|誰負責設備維修？|可以遠距工作嗎？|那斯達克指數是多少？|那霸在哪裡？|
    其實公司在哪裡？|其他分館幾點開門？|尤其是夏天要注意什麼？|該不該打疫苗？|該死的印表機怎麼修？|這個月的營收是多少？|
    那年颱風造成多少損失？|他人代領要帶什麼？|吉他課幾點上課？|它山文化公司在哪裡？|王大明說他什麼時候回來？|什麼是個資？|你叫什麼名字？|
    圖書館的電話是多少？|KL-2201的單價？|那我的包裹呢？|員工人數|加班費？|當天來回的車票怎麼買？|那好|自由氧是這麼產生的？|地瓜和紅薯一樣嗎|2017年端午節是幾號|今天是誰的生日？|吸毒工具是自製的還是購買的？|那謝謝|那算了|這個人資系統怎麼登入？""".replace(
        "\n", ""
    ).split("|"),
)
def test_a_question_that_stands_alone_is_never_touched(question):
    assert lean(question.strip(), LIBRARY) is None


def test_no_question_of_the_office_leans_on_another():
    lines = OFFICE.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    pairs = zip(questions, questions[101:] + questions[:101], strict=True)
    bent = [(asked, last) for asked, last in pairs if lean(asked, after((last, "甲")))]
    assert bent == []


def test_what_is_completed_is_in_the_script_of_what_was_typed():
    simplified, traditional = ("云泽市图书馆的馆长是谁？", "沈若溪"), ("雲澤市圖書館的館長是誰？", "沈若溪")
    assert lean("那副館長呢？", after(simplified)) == "雲澤市圖書館的副館長是誰？"
    assert lean("那副馆长呢？", after(traditional)) == "云泽市图书馆的副馆长是谁？"
    assert lean("它呢？", after(("云泽市图书馆的地址？", None))) == "云泽市图书馆是什么？"  # which shows no script


def test_a_question_leans_on_the_last_one_as_that_was_completed():
    turns = after(("雲澤市圖書館幾點開門？", "九點"), ("那週末呢？", "十點"), ("平日呢？", "九點"))
    assert lean("那關門呢？", turns) == "雲澤市圖書館平日幾點關門？"


def test_only_the_last_turns_are_leant_on():
    idle = [("謝謝", None)] * 2
    assert lean("幾點關門？", after(("圖書館在哪裡？", "玉屏街"), *idle)) == "圖書館幾點關門？"
    assert lean("幾點關門？", after(("圖書館在哪裡？", "玉屏街"), *idle, *idle)) is None


@pytest.mark.parametrize(
    "question", ["", " ", "？？", "那", "呢", "那呢？", "🙂呢？", "\u200b", "\ud83d", "字" * (LONGEST_LEANING + 1)]
)
def test_what_is_no_question_is_left_alone_whatever_came_before(question):
    assert lean(question, LIBRARY) is None
    assert lean(question, after(("", ""), ("？", None), ("字" * 5000, "字" * 5000))) is None


@pytest.mark.parametrize("mark", ["\ud83d", "\x00", "\u200b", "\r\n", "\x1b"])
def test_characters_that_cannot_be_seen_do_no_harm(mark):
    turns = after((f"圖書館幾點開門？{mark}", f"九點{mark}"))
    assert lean(f"{mark}那週末呢？{mark}", turns) == "圖書館週末幾點開門？"
    assert lean(f"那週{mark}末呢？", turns) is None or mark not in lean(f"那週{mark}末呢？", turns)


def test_without_turns_nothing_leans():
    assert lean("那週末呢？", []) is None


@pytest.mark.parametrize(
    ("question", "core"),
    [
        ("請問那週末呢？？", "週末呢"),
        ("那霸在哪裡?", "那霸在哪裡"),
        ("那麼，它呢", "它呢"),
        ("那裡呢", "那裡呢"),
        ("那季卡呢", "季卡呢"),
    ],
)
def test_what_opens_and_closes_a_question_is_no_part_of_it(question, core):
    assert core_of(question) == core


@pytest.mark.parametrize(
    ("question", "topic", "attribute"),
    [
        ("雲澤市圖書館的館長是誰？", "雲澤市圖書館", "館長"),
        ("請問雲澤市圖書館館長是誰", "雲澤市圖書館", "館長"),
        ("海嶼電器召回的電熱水壺是什麼型號", "海嶼電器召回的電熱水壺", ""),
        ("垃圾車星期三幾點來", "垃圾車", ""),
        ("掌上書房收有多少冊電子書", "掌上書房", ""),
        ("怎麼辦理借書證", "辦理借書證", ""),
        ("首屆深圳標準化活動周是哪一天啟動的", "首屆深圳標準化活動周", ""),
        ("停车卡丢了怎么办", "停车卡", ""),
        ("B棟在哪裡", "B棟", ""),
        ("年会在哪个酒店", "年会", ""),
        ("颱風天要上班嗎", "颱風天", ""),
        ("誰是館長", "館長", ""),
    ],
)
def test_a_question_is_about_its_topic_and_an_attribute_of_it(question, topic, attribute):
    frame = frame_of(question)
    assert (frame.of(frame.topic), frame.of(frame.attribute)) == (topic, attribute)
