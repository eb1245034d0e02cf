"""Which cell of a record a question asks for."""

import pytest

from embeddings.article import Cell
from embeddings.text.fold import fold
from qa.asking import QuestionType
from qa.columns import asked_of_cells, asks_for_empty, column_fit, gives_way, is_misplaced, longest_common
from qa.query import parse_question


def fits(question, record, said=()):
    """Return the columns of a record, the best first, with how well each fits."""
    query = parse_question(question)
    asked = asked_of_cells(query, said)
    found = {
        name: column_fit(query, Cell(name, 0, len(value)), fold(value), asked, [fold(one) for one in said])
        for name, value in record.items()
    }
    return dict(sorted(found.items(), key=lambda one: -one[1]))


PRICES = {"型號": "HY-207", "單價": "690元", "庫存數量": "12", "保固": "一年"}
ROSTER = {"班別": "夜班", "值班官": "丁可為", "車號": "2號車", "日期": "10月3日"}
STAFF = {"職稱": "總務主任", "姓名": "何小舟", "分機": "1402", "辦公室": "B棟三樓"}
BUSES = {"站名": "明湖", "首班": "5:30", "末班": "23:00", "票價": "15元"}


@pytest.mark.parametrize(
    ("question", "record", "column"),
    [
        ("HY-207的單價是多少？", PRICES, "單價"),
        ("HY-207还有多少库存？", PRICES, "庫存數量"),
        ("HY-207保固多久？", PRICES, "保固"),
        ("哪款的單價是690元？", PRICES, "型號"),
        ("夜班的值班官是誰？", ROSTER, "值班官"),
        ("夜班是誰？", ROSTER, "值班官"),
        ("夜班是哪一天？", ROSTER, "日期"),
        ("夜班的車號？", ROSTER, "車號"),
        ("總務主任是誰？", STAFF, "姓名"),
        ("總務主任的分機？", STAFF, "分機"),
        ("總務主任的辦公室在哪裡？", STAFF, "辦公室"),
        ("去明湖要多少錢？", BUSES, "票價"),
        ("明湖末班幾點？", BUSES, "末班"),
    ],
)
def test_the_column_that_is_asked_for_fits_best(question, record, column):
    assert next(iter(fits(question, record))) == column


@pytest.mark.parametrize(("one", "other"), [("單價", "單價（含稅）"), ("保育費", "公辦·保育費"), ("電話", "聯絡電話")])
def test_a_name_that_the_question_says_whole_fits_better_than_one_it_says_in_part(one, other):
    found = fits(f"小班的{one}是多少？", {one: "1", other: "2"})
    assert found[one] == 1.0 > found[other]


def test_a_name_in_parts_fits_the_question_that_says_them_all():
    found = fits("公辦小班的保育費多少？", {"公辦·保育費": "3000", "民辦·保育費": "9000", "公辦·餐費": "900"})
    assert next(iter(found)) == "公辦·保育費"


def test_a_column_is_named_by_what_a_cell_says_if_that_is_part_of_its_name():
    record = {"教師": "甲", "異動": "代課", "代課教師": "乙"}
    found = fits("星期三的數學由誰代課？", record, said=["代課"])
    assert found["代課教師"] > found["教師"]


def test_a_column_is_found_by_another_name_of_it():
    assert next(iter(fits("這份公告的文號？", {"發文日期": "5月6日", "發文字號": "湖市字第11號"}))) == "發文字號"
    assert next(iter(fits("河西館星期幾休館？", {"開門": "9:00", "閉館日": "週二"}))) == "閉館日"


@pytest.mark.parametrize(
    ("question", "name", "other", "way"),
    [
        ("星期三由誰代課？", "教師", "代課教師", True),
        ("星期三的代課教師是誰？", "教師", "代課教師", True),
        ("星期三的教師是誰？", "教師", "代課教師", False),
        ("星期三由誰代課？", "代課教師", "教師", False),
        ("夏季幾點關門？", "夏季·開門", "夏季·關門", True),
        ("夏季幾點關門？", "冬季·關門", "夏季·關門", True),
        ("夏季幾點關門？", "夏季·關門", "冬季·關門", False),
        ("幾點關門？", "夏季·關門", "冬季·關門", False),
        ("夏季幾點開門？", "地點", "夏季·開門", False),
    ],
)
def test_a_column_gives_way_to_one_whose_name_is_said_to_the_end(question, name, other, way):
    assert gives_way(parse_question(question), name, other) is way


def test_what_the_question_says_of_the_record_itself_names_no_column():
    record = {"品名": "快煮壺", "售價": "690元"}
    assert (
        fits("品名是快煮壺的多少錢？", record, said=["品名"])["品名"] < fits("品名是快煮壺的多少錢？", record)["品名"]
    )


def test_a_value_of_another_kind_makes_a_column_less_likely():
    assert fits("夜班幾點？", {"時間": "22:00"})["時間"] > fits("夜班幾點？", {"時間": "待通知各組"})["時間"]


def test_a_column_without_a_name_fits_by_what_it_holds():
    found = fits("夜班幾點？", {"": "22:00", "備註": "帶傘"})
    assert found[""] > found["備註"] == 0.0


@pytest.mark.parametrize(
    ("question", "column", "fit"),
    [("哪個部門負責採購？", "單位", 0.8), ("哪款最便宜？", "型號", 0.8), ("哪門課最多人？", "科目", 0.8)],
)
def test_what_stands_behind_which_names_the_column_by_another_word(question, column, fit):
    assert fits(question, {column: "甲"})[column] >= fit


@pytest.mark.parametrize(
    ("question", "said", "asked"),
    [
        ("哪些人沒到？", (), QuestionType.WHO),
        ("有哪些醫師？", (), QuestionType.WHO),
        ("哪幾天放假？", (), QuestionType.DAY),
        ("哪些站有廁所？", (), QuestionType.WHERE),
        ("副主任有哪些？", (), QuestionType.WHO),
        ("主任是什麼？", ("職務",), QuestionType.WHO),
        ("有哪些課程？", (), QuestionType.LIST),
        ("地址在哪？", ("職務",), QuestionType.WHERE),
        ("要帶什麼？", (), QuestionType.LIST),
    ],
)
def test_what_a_question_asks_the_cells_of_a_record_for(question, said, asked):
    assert asked_of_cells(parse_question(question), said) is asked


@pytest.mark.parametrize(
    ("asked", "column", "misplaced"),
    [
        (QuestionType.WHO, "電話", True),
        (QuestionType.CLOCK, "地址", True),
        (QuestionType.HOW_MUCH, "負責人", True),
        (QuestionType.PHONE, "姓名", True),
        (QuestionType.WHO, "姓名", False),
        (QuestionType.HOW_MUCH, "單價", False),
        (QuestionType.WHERE, "備註", False),
        (QuestionType.WHERE, "", False),
        (QuestionType.WHAT, "電話", False),
        (QuestionType.WHY, "電話", False),
    ],
)
def test_a_column_named_for_another_kind_of_thing_is_misplaced(asked, column, misplaced):
    assert is_misplaced(asked, column) is misplaced


def cell(name, length):
    return Cell(name, 0, length)


@pytest.mark.parametrize(
    ("ranked", "empty"),
    [
        ([(0.9, cell("姓名", 0)), (0.2, cell("分機", 4))], True),
        ([(0.9, cell("姓名", 3)), (0.2, cell("分機", 0))], False),
        ([(0.3, cell("姓名", 0))], True),
        ([(0.3, cell("姓名", 0)), (0.3, cell("負責人", 2))], False),
        ([(0.3, cell("備註", 0))], False),
        ([], False),
    ],
    ids=["surely the one", "it is filled", "the only one", "another as likely", "of no such kind", "no cells"],
)
def test_an_empty_cell_is_asked_for_where_its_column_is_the_one(ranked, empty):
    assert asks_for_empty(QuestionType.WHO, ranked) is empty


@pytest.mark.parametrize(
    ("one", "other", "length"),
    [("開放時間", "幾點開放", 2), ("甲乙丙", "丙乙甲", 1), ("", "甲", 0), ("甲", "", 0), ("甲乙", "甲乙", 2)],
)
def test_the_longest_piece_of_one_text_in_another(one, other, length):
    assert longest_common(one, other) == length
