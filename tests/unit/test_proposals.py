"""What structure and statements offer as answers, and what is known of each."""

import pytest

from embeddings.article import Block, BlockKind, Passage, Span
from embeddings.formats.writer import TextWriter
from embeddings.text.structure import structured
from qa.proposals import rules
from qa.read.reader import Candidate
from tests.fakes.known import known


def prose(text, title="題"):
    blocks = structured(text)
    return Passage(0, "a", title, 0, len(text), text, (), blocks)


def table(*rows):
    writer = TextWriter()
    for row in rows:
        writer.record(list(row.items()), key=0)
    return Passage(0, "a", "題", 0, len(writer.text), writer.text, (), tuple(writer.blocks))


@pytest.mark.parametrize(
    ("question", "text", "offered"),
    [
        ("午餐每份多少錢？", "學生午餐每份11元，教職工午餐每份14元。", {"11元", "14元"}),
        (
            "週六施工到幾點？",
            "施工時間週一至週五九時至十八時，週六九時至十二時。",
            {"九時至十二時", "週六九時至十二時"},
        ),
        ("底價多少錢？", "預算金額九百八十萬元，底價不公開。", {"九百八十萬元", "底價不公開"}),
        ("料號5521-0019是什麼型號？", "料號 5521-0091 對應 RX-30B，料號 5521-0019 對應 RX-41。", {"RX-41", "RX-30B"}),
        ("站長是誰？", "站長范乾元，副站長沈后羿。", {"范乾元"}),
        ("副站長是誰？", "站長范乾元，副站長沈后羿。", {"沈后羿"}),
        ("范乾元的職務是什麼？", "站長范乾元，副站長沈后羿。", {"站長"}),
    ],
)
def test_values_and_names_are_offered(question, text, offered):
    assert offered <= set(known(question, prose(text)))


def test_the_name_beside_the_role_is_told_from_the_others():
    found = known("站長是誰？", prose("站長范乾元，副站長沈后羿。"))
    assert found["范乾元"].signals.paired == 1.0
    assert "沈后羿" not in found or found["沈后羿"].signals.paired == 0.0


def test_a_yes_or_no_is_offered_the_clauses_that_rule_and_no_others():
    text = "加急當天取件的，加收百分之五十；皮衣和地毯不辦理加急。"
    found = known("皮衣可以加急嗎？", prose(text))
    assert "皮衣和地毯不辦理加急" in found
    assert "加急當天取件的" not in found
    assert found["皮衣和地毯不辦理加急"].signals.settles == 1.0


def test_a_message_that_asks_offers_the_one_that_replies():
    text = "小陳 09:20\n食堂幾點開飯？\n\n小李 09:21\n十一點半。"
    found = known("食堂幾點開飯？", prose(text))
    assert found["十一點半"].signals.entry > 0.5
    assert "09:20" not in found


@pytest.mark.parametrize(
    ("question", "offered"),
    [("夜班的值班官是誰？", "丁可為"), ("哪天是夜班？", "10月3日"), ("夜班開幾號車？", "2號車")],
)
def test_a_record_offers_the_cell_that_is_asked_for(question, offered):
    roster = table(
        {"日期": "10月2日", "班別": "日班", "值班官": "駱建勳", "車號": "1號車"},
        {"日期": "10月3日", "班別": "夜班", "值班官": "丁可為", "車號": "2號車"},
    )
    found = known(question, roster)
    best = [quote for quote, one in found.items() if not one.signals.foreign and not one.signals.misplaced]
    assert offered in best


def test_an_empty_cell_that_is_asked_for_is_told_of_its_neighbours():
    staff = table({"職稱": "副處長", "姓名": "", "分機": "1402"})
    start = staff.text.index("1402")
    read = [Candidate(staff, Span(start, start + 4), 5.0)]
    assert known("副處長是誰？", staff, read=read)["1402"].signals.empty == 1.0
    assert known("副處長的分機？", staff, read=read)["1402"].signals.empty == 0.0


def test_what_the_article_does_not_speak_of_is_unsaid():
    text = "有聲書18000集，可以在線收聽。"
    near, far = (known(q, prose(text))["18000集"].signals for q in ("有聲書有幾集？", "電子報有幾集？"))
    assert (near.unsaid, near.worst) == (0.0, 0.0)
    assert far.unsaid > 0.5
    assert far.worst == 1.0


def test_a_quote_that_the_question_says_itself_is_an_echo():
    found = known("哪天有閘門調度演練？", table({"日期": "10月3日", "備註": "閘門調度演練"}))
    assert found["10月3日"].signals.echo == 0.0


def test_a_statement_about_another_year_clashes():
    found = known("一百一十三年每公斤補助多少元？", prose("一百一十四年有機質肥料每公斤補助二元。"))
    assert found["每公斤補助二元" if "每公斤補助二元" in found else "二元"].signals.clash == 1.0


def test_headings_above_a_statement_count_for_it():
    text = "金卡會員\n年費288元。\n黑卡會員\n年費1,288元。"
    headings = (Block(BlockKind.HEADING, 0, 4, level=1), Block(BlockKind.HEADING, 13, 17, level=1))
    passage = Passage(0, "a", "手冊", 0, len(text), text, (), headings)
    found = known("黑卡會員年費多少錢？", passage)
    assert found["1,288元"].signals.together > found["288元"].signals.together


@pytest.mark.parametrize(
    ("words", "share"),
    [("八十元", 0.0), ("六十元", 1.0)],
)
def test_a_value_belongs_to_the_thing_named_before_it(words, share):
    found = known("洗衣機多少錢？", prose("冰箱回收價八十元，洗衣機六十元。"))
    assert found[words].signals.owned == share


@pytest.mark.parametrize(
    ("clause", "settles"),
    [
        *[
            ("展廳內允許拍照", True),
            ("禁止攜帶寵物", True),
            ("假日不開放", True),
            ("会员免费", True),
            ("需提前預約", True),
        ],
        *[
            ("加急當天取件的", False),
            ("逾期者", False),
            ("下雨時", False),
            ("申請後", False),
            ("本館位於中正路", False),
        ],
        *[("團體票二十人以上", False), ("電話", False), ("", False)],
    ],
)
def test_a_clause_settles_a_yes_or_no_where_it_rules_and_not_where_it_only_says_when_or_for_whom(clause, settles):
    assert rules(clause) is settles


@pytest.mark.parametrize(
    ("question", "text", "offered"),
    [
        ("館長是誰？", "館長：魯星遙，副館長費以寧。", {"魯星遙"}),
        ("所長是誰？", "現任所長為農志銘，八月到任。", {"農志銘"}),
        ("客服電話？", "客服電話(02)2345-6789，傳真2345-6780。", {"(02)2345-6789"}),
        ("保固多久？", "本機保固三年，電池保固半年。", {"三年", "半年"}),
        ("幾點開門？", "週一公休，週二至週日上午九點開門。", {"上午九點"}),
        ("門票多少錢？", "門票每人四十元，團體另議。", {"四十元"}),
        ("哪天開幕？", "五月六日上午開幕，五月十日閉幕。", {"五月六日"}),
    ],
)
def test_what_is_asked_for_is_offered_from_running_text_in_many_kinds(question, text, offered):
    assert offered <= set(known(question, prose(text)))


@pytest.mark.parametrize(
    ("question", "text", "never"),
    [
        ("幾點開門？", "門票四十元，館長魯星遙。", {"四十元"}),
        ("5月6日幾點開幕？", "5月6日上午九點開幕。", {"5月6日"}),  # the question says it itself
        ("門票多少錢？", "開放時間九點至五點。", {"九點", "五點"}),
    ],
)
def test_what_is_of_another_kind_or_asked_itself_is_not_offered(question, text, never):
    assert never.isdisjoint(known(question, prose(text)))


@pytest.mark.parametrize(
    ("question", "text", "column"),
    [
        ("補助細則的文號是什麼？", "湖政办发〔2023〕8号\n\n第一条 为补助团体，制定本细则。", 1.0),
        ("補助細則的文號是多少？", "湖政办发〔2023〕8号\n\n第一条 为补助团体，制定本细则。", 1.0),
        ("補助細則的文號是什麼？", "第八条 湖政办发〔2023〕8号文件同时废止，补助细则另行公布。", 0.0),
    ],
)
def test_the_number_in_a_line_of_its_own_is_that_of_the_document(question, text, column):
    found = known(question, prose(text, "补助细则"))
    assert found["湖政办发〔2023〕8号"].signals.column == column
    assert found["湖政办发〔2023〕8号"].signals.unsuited == 0.0


def test_no_number_of_a_document_is_offered_where_none_is_asked_for():
    text = "湖政办发〔2023〕8号\n\n第一条 为补助团体，制定本细则。"
    assert "湖政办发〔2023〕8号" not in known("補助細則是為了誰制定的？", prose(text, "补助细则"))


def test_no_cell_is_a_candidate_where_another_of_its_record_is_asked_for_even_if_that_is_empty():
    filled = table({"日期": "5月2日", "教師": "溫如海", "異動": "代課", "代課教師": "林向榮"})
    found = known("5月2日由誰代課？", filled)
    assert "林向榮" in found
    assert "溫如海" not in found
    empty = table(
        {"日期": "5月2日", "教師": "溫如海", "異動": "停課", "代課教師": ""},
        {"日期": "5月9日", "教師": "莫大山", "異動": "代課", "代課教師": "林向榮"},
    )
    assert "溫如海" not in known("5月2日的代課教師是誰？", empty)


def test_a_cell_that_fits_by_neither_name_nor_kind_is_no_candidate_beside_one_that_does():
    fares = table({"船型": "畫舫", "成人": "128", "兒童": "半價", "說明": "限日間"})
    start = fares.text.index("限日間")
    read = [Candidate(fares, Span(start, start + 3), 2.0)]
    found = known("畫舫成人票多少錢？", fares, read=read)
    assert "128" in found
    assert "限日間" not in found
    assert "限日間" in known("畫舫有什麼特別的？", fares, read=read)
