"""Made-up questions on tables: answers stand where they say, and what has no answer has none in the text."""

import re
from collections import Counter

import pytest

from embeddings.formats.grid import write_grid
from embeddings.formats.writer import TextWriter
from qa.training.office.asking import asked_for, dressed, is_alone
from qa.training.office.keys import FAMILIES, TOTALS
from qa.training.office.layouts import Page, Row, Table, as_blocks, as_records
from qa.training.office.phrases import GENERAL, KINDS
from qa.training.office.records import UNANSWERABLE, Why, asked_records, record_examples
from qa.training.office.schemas import SCHEMAS, Column
from qa.training.office.values import VALUES
from qa.training.office.words import Draw, arabic, chinese, organisation, other_numerals, person

MANY = 6000
ASKED = list(asked_records(MANY, 7))
EXAMPLES = [asked.example for asked in ASKED]
ANSWERED = {Why.CELL, Why.KEY}


def cells(line):
    """Return the values of a line that is written as a record, by the names of its columns."""
    return dict(part.split("：", 1) for part in line.split("，") if "：" in part)


def called(member):
    """Return the spellings of a key that are compared: without case, spaces and hyphens."""
    return {re.sub(r"[\s-]", "", spelling).lower() for spelling in member}


def test_every_answer_stands_where_it_is_said_to():
    for example in EXAMPLES:
        for start, text in example.answers:
            assert text
            assert text == text.strip()
            assert example.context[start : start + len(text)] == text


def test_answers_are_whole_cells_of_their_records():
    records = 0
    for asked in ASKED:
        if asked.why is not Why.CELL:
            continue
        [(start, answer)] = asked.example.answers
        context = asked.example.context
        before = context[:start].rsplit("\n", 1)[-1]
        if before.endswith(f"{asked.column}：") and "，" in before:
            records += 1
            assert re.match(r"，|\n|$", context[start + len(answer) :])
    assert records > MANY // 5


def test_the_cell_that_answers_is_in_the_row_that_was_asked_for():
    for asked in ASKED:
        if asked.why is not Why.CELL or not asked.keys:
            continue
        [(start, _)] = asked.example.answers
        line = asked.example.context[:start].rsplit("\n", 1)[-1]
        shown = cells(line)
        if len(shown) > 1 and asked.column not in shown and not line.startswith(("項目", "規格", "比較", "參數")):
            continue  # the key stands behind the cell
        keys = {key[0] for key in asked.keys}
        if len(keys & set(shown.values())) and "項目" not in shown:
            assert keys <= set(shown.values())


def test_no_row_matches_a_key_that_is_not_there():
    missing = [asked for asked in ASKED if asked.why is Why.NO_ROW]
    assert len(missing) > MANY // 20
    for asked in missing:
        for line in asked.example.context.split("\n"):
            values = {re.sub(r"[\s-]", "", value).lower() for value in re.split(r"[，：\t]|  | \| ", line)}
            assert not all(called(member) & values for member in asked.keys), asked


def test_a_row_that_is_missing_has_siblings():
    for asked in ASKED:
        if asked.why is Why.NO_ROW and len(asked.keys) == 1:
            assert len(asked.example.context.split("\n")) > 1 or "。" in asked.example.context


def test_the_column_that_is_missing_is_named_nowhere():
    for asked in ASKED:
        if asked.why is Why.NO_COLUMN:
            assert asked.column not in {part.split("：")[0] for part in re.split(r"[，\n]", asked.example.context)}


def test_a_total_is_asked_for_only_as_an_amount():
    totals = [asked for asked in ASKED if asked.keys and asked.keys[0] in TOTALS and asked.why is Why.NO_ROW]
    assert totals
    assert all(re.search("預算|金額|經費|數|庫存|存|人口|編制|人次|票|格", asked.column) for asked in totals)
    assert not any("合計" in asked.example.context or "總計" in asked.example.context for asked in totals)


def test_an_empty_cell_says_nothing():
    for asked in ASKED:
        if asked.why is not Why.NO_VALUE:
            continue
        for line in asked.example.context.split("\n"):
            shown = cells(line)
            if {key[0] for key in asked.keys} <= set(shown.values()) and asked.keys:
                assert len(shown.get(asked.column, "")) <= 4
                assert not re.search(r"\d", shown.get(asked.column, ""))


def test_a_value_that_is_asked_back_for_and_not_there_is_not_in_the_text():
    for asked in ASKED:
        if asked.why is Why.KEY:
            [(_, key)] = asked.example.answers
            assert key == asked.keys[0][0]
            assert key not in asked.example.question


def test_another_owner_is_asked_about_only_where_the_text_names_its_own():
    others = [asked for asked in ASKED if asked.why is Why.OTHER_OWNER]
    assert others
    for asked in others:
        owner = next(
            n for n in range(len(asked.example.article), 0, -1) if asked.example.article[:n] in asked.example.context
        )
        assert owner >= 4
        assert asked.example.article[:owner] not in asked.example.question


def test_three_in_ten_have_no_answer_and_every_kind_of_question_is_there():
    shares = Counter(asked.why for asked in ASKED)
    unanswered = sum(count for why, count in shares.items() if why not in ANSWERED) / MANY
    assert 0.27 < unanswered < 0.33
    assert unanswered > UNANSWERABLE - 0.05
    assert set(shares) == set(Why)
    assert min(shares.values()) > MANY // 200
    assert all(bool(asked.example.answers) == (asked.why in ANSWERED) for asked in ASKED)


def test_passages_and_questions_have_the_lengths_that_the_reader_gets():
    assert all(60 <= len(example.context) <= 400 for example in EXAMPLES)
    assert all(4 <= len(example.question) <= 64 for example in EXAMPLES)
    assert sum(len(example.context) > 150 for example in EXAMPLES) > MANY // 2


def test_no_example_comes_twice():
    assert len({(example.context, example.question) for example in EXAMPLES}) == MANY
    assert len({example.id for example in EXAMPLES}) == MANY
    assert len({example.context for example in EXAMPLES}) > MANY // 4


def test_the_same_seed_makes_the_same_examples_and_another_makes_others():
    assert list(record_examples(50, 7)) == EXAMPLES[:50]
    other = {example.question for example in record_examples(50, 8)}
    assert len(other & {example.question for example in EXAMPLES[:50]}) < 5


@pytest.mark.parametrize("count", [0, 1, 17])
def test_as_many_are_made_as_are_asked_for(count):
    assert len(list(record_examples(count, 1))) == count


def test_most_tables_are_written_as_our_formats_write_them():
    exact = sum(re.search(r"(?m)^[^，：\n]+：[^\n]+，[^，：\n]+：", e.context) is not None for e in EXAMPLES)
    assert 0.75 < exact / MANY < 0.95


def test_the_set_is_broad():
    assert len(SCHEMAS) >= 60
    assert len({schema.domain for schema in SCHEMAS}) >= 25
    assert len({example.article for example in EXAMPLES}) > MANY // 4


def test_each_kind_of_column_is_asked_for_in_six_ways_or_more():
    for name, kind in KINDS.items():
        assert len(set(kind.phrases)) >= 6, name
        assert all("{k}" in phrase for phrase in kind.phrases), name
    assert all("{c}" in phrase for phrase in GENERAL)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.titles[0] + schema.row)
def test_a_schema_names_families_values_and_kinds_that_there_are(schema):
    assert set(schema.families) <= set(FAMILIES)
    assert len(schema.families) == len(schema.keys)
    assert {column.value for column in schema.columns} <= set(VALUES)
    assert {column.kind for column in schema.columns} <= set(KINDS)
    names = [name for column in schema.columns for name in column.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", FAMILIES)
def test_the_members_of_a_family_share_no_spelling(name):
    for seed in range(20):
        members = FAMILIES[name](Draw(seed))
        spellings = [spelling for member in members for spelling in set(member)]
        assert len(members) >= 4
        assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_a_short_text_that_fits_a_record(name):
    for seed in range(50):
        value = VALUES[name](Draw(seed))
        assert 0 < len(value) <= 30
        assert not set(value) & set("，：\n")


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "零"), (7, "七"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"), (3600, "三千六百")],
)
def test_numerals_go_both_ways(number, text):
    assert chinese(number) == text
    assert arabic(text) == number


def test_every_number_comes_back():
    assert all(arabic(chinese(number)) == number for number in range(1, 10_000))


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("120元", "一百二十元"),
        ("第三屆", "第3屆"),
        ("100公尺", "一百公尺"),
        ("KL-2201", "KL-2201"),
        ("09:30", "09:30"),
        ("成人", "成人"),
    ],
)
def test_a_number_is_written_in_the_other_numerals(text, other):
    assert other_numerals(text) == other


def ask(text, seed=1):
    return dressed(text, Draw(seed))


def test_a_question_that_asks_twice_gets_no_second_mark():
    assert all(not ask("地點是哪裡？我問的是第三場", seed).endswith(("？", "?")) for seed in range(40))


def test_people_greet_and_thank_or_do_neither():
    asked = {ask("站長是誰", seed) for seed in range(200)}
    assert len(asked) > 20
    assert all("站長是誰" in one for one in asked)
    assert any(one.startswith("站長") and one.endswith("誰") for one in asked)


def columns(*kinds):
    return [Column((kind,), "money", kind) for kind in kinds]


@pytest.mark.parametrize(
    ("shown", "alone"),
    [
        (["price", "deposit"], True),
        (["price", "ticket"], False),
        (["phone", "email"], False),
        (["date", "start"], False),
        (["person", "unit"], False),
        (["person", "phone"], True),
    ],
)
def test_a_column_is_asked_for_without_its_name_only_if_no_other_could_be_meant(shown, alone):
    table = columns(*shown)
    assert is_alone(table[0], table) is alone


def test_a_phrase_without_the_name_of_the_column_is_kept_for_columns_that_stand_alone():
    column = Column(("租金",), "money", "rent")
    named = {asked_for(column, "租金", "第三教室", Draw(seed), own=False) for seed in range(200)}
    alone = {asked_for(column, "租金", "第三教室", Draw(seed), own=True) for seed in range(200)}
    assert all("租金" in question for question in named)
    assert sum("租金" not in question for question in alone) > len(alone) // 3


LAYOUT_TABLE = [Row([("成人", "大人")], ["60元", ""]), Row([("學生",)], ["30元", "免押"])]


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        (as_records, "票種：成人，票價：60元\n票種：學生，票價：30元，押金：免押"),
        (as_blocks, "成人\n票價：60元\n\n學生\n票價：30元\n押金：免押"),
    ],
)
def test_a_layout_writes_the_table_and_says_where_its_cells_stand(layout, text):
    schema = next(one for one in SCHEMAS if one.families == ("ticket",))
    table = Table(schema, ["票種"], columns("ticket", "deposit"), ["票價", "押金"], LAYOUT_TABLE)
    page = Page(table)
    layout(page, Draw(1))
    assert page.text == text
    assert {text[start : start + 2] for start in table.places.values()} == {"成人", "學生", "60", "30", "免押"}


def test_records_read_as_our_formats_write_them():
    rows = [["票種", "票價", "押金"], ["成人", "60元", ""], ["學生", "30元", "免押"]]
    writer = TextWriter()
    write_grid(writer, rows)
    schema = next(one for one in SCHEMAS if one.families == ("ticket",))
    page = Page(Table(schema, ["票種"], columns("ticket", "deposit"), ["票價", "押金"], LAYOUT_TABLE))
    as_records(page, Draw(1))
    assert page.text == writer.text


def test_names_are_many():
    draw = Draw(1)
    assert len({person(draw) for _ in range(2000)}) > 1900
    assert len({organisation(draw, "圖書館") for _ in range(2000)}) > 1700
    assert all(2 <= len(person(draw)) <= 4 for _ in range(500))
