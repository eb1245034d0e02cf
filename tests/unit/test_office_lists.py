"""The word lists of made-up office writing: how they are read, and what each must hold."""

from random import Random

import pytest

from qa.training.office.keys import CROSSED, FAMILIES, ROOMS, TOTALS
from qa.training.office.lists import FOLDER, characters, listed, read_lines, read_lists
from qa.training.office.phrases import OTHER_QUESTIONS, REVERSE, REVERSE_PERSON, REVERSE_ROLE, read_kinds
from qa.training.office.schemas import read_schema
from qa.training.office.words import ENDINGS, GIVEN, NOTES, PLACE_FIRST, PLACE_LAST, SURNAMES, TOWNS

FILES = sorted(path.name for path in FOLDER.glob("*.toml"))


def words_in(value):
    """Yield every text in a list of lists."""
    if isinstance(value, str):
        yield value
    else:
        for one in value.values() if isinstance(value, dict) else value:
            yield from words_in(one)


def test_words_are_parted_by_blanks_and_ends_of_lines():
    assert listed("甲 乙\n丙\n\n丁　戊 ") == ("甲", "乙", "丙", "丁", "戊")
    assert listed(" \n") == ()
    assert characters("甲乙\n丙 丁\n") == "甲乙丙丁"


def test_lines_leave_out_comments_and_what_is_empty(tmp_path):
    (tmp_path / "a.txt").write_text("# 說明\n甲 | 乙\n\n  \n丙 # 丁\n", encoding="utf-8")
    assert read_lines("a.txt", tmp_path) == ("甲 | 乙", "丙 # 丁")


@pytest.mark.parametrize("content", [b"[named", b"a = 'b", b"a = 1\na = 2", "甲 = 乙".encode("big5")])
def test_a_damaged_list_is_refused_by_name(tmp_path, content):
    (tmp_path / "a.toml").write_bytes(content)
    with pytest.raises(ValueError, match=r"a\.toml: "):
        read_lists("a.toml", tmp_path)


def test_a_list_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"missing\.toml"):
        read_lists("missing.toml", tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_no_list_is_empty_and_no_word_is_cut_by_quotes(name):
    texts = list(words_in(read_lists(name)))
    assert len(texts) > 10
    assert not [text for text in texts if any(sign in text for sign in '"\\\t')]
    assert not [text for text in texts if text and not text.strip()]


def test_parts_of_names_are_single_characters_that_do_not_repeat():
    for parts in (SURNAMES, PLACE_FIRST, PLACE_LAST):
        assert len(set(parts)) == len(parts) > 30
    assert all("一" <= one <= "鿿" for one in SURNAMES + GIVEN + PLACE_FIRST + PLACE_LAST)
    assert not set(TOWNS) & set(PLACE_LAST) - {"鎮"}


def test_notes_end_as_sentences_and_endings_need_no_other():
    assert all(note.endswith("。") for note in NOTES)
    assert all(not ending or ending[-1] in "？?啊呀呢謝谢！了" or ending.endswith("麻煩了") for ending in ENDINGS)


def test_every_spelling_of_a_member_is_its_own():
    for name in read_lists("keys.toml")["listed"]:
        members = FAMILIES[name](Random(1))
        shown = [member[0] for member in members]
        assert len(set(shown)) == len(shown), name
        assert all(spelling for member in members for spelling in member), name


def test_crossed_members_are_put_together_from_parts_that_differ():
    for name, (firsts, lasts) in CROSSED.items():
        assert len(set(firsts)) == len(firsts) >= 4, name
        assert len(set(lasts)) == len(lasts) >= 3, name


def test_totals_and_rooms_have_words():
    assert all(len(total) >= 3 for total in TOTALS)
    assert len(set(ROOMS)) == len(ROOMS)


@pytest.mark.parametrize("phrase", [*REVERSE, *REVERSE_PERSON, *REVERSE_ROLE])
def test_a_question_for_a_row_names_the_value(phrase):
    assert phrase.count("{v}") == 1
    assert not phrase.replace("{v}", "").replace("{u}", "").replace("{c}", "").replace("{n}", "").count("{")


def test_what_no_table_says_is_asked_without_slots():
    assert all("{" not in wording and wording for one in OTHER_QUESTIONS for wording in one.split("|"))


def test_kinds_are_read_with_group_word_and_phrases():
    kind = read_kinds(["fare money 多少 | {k}多少錢 | 搭{k}要多少 "])["fare"]
    assert (kind.group, kind.word, kind.phrases) == ("money", "多少", ("{k}多少錢", "搭{k}要多少"))


@pytest.mark.parametrize("line", ["fare money | {k}多少錢", "fare money 多少 錢 | {k}", "| {k}"])
def test_a_kind_that_lacks_a_part_is_refused(line):
    with pytest.raises(ValueError, match="unpack"):
        read_kinds([line])


def test_a_schema_of_two_keys():
    schema = read_schema(
        "館 | 館 園 | 表/單 | rooms*days | 廳/室*日 | 間廳 | 票價/門票:small:ticket | 電話:phone:phone"
    )
    assert schema.organisations == ("館", "園")
    assert (schema.titles, schema.families, schema.keys) == (("表", "單"), ("rooms", "days"), (("廳", "室"), ("日",)))
    assert [(column.names, column.value, column.kind) for column in schema.columns] == [
        (("票價", "門票"), "small", "ticket"),
        (("電話",), "phone", "phone"),
    ]


def test_a_schema_without_rows_has_no_keys():
    schema = read_schema("產品 | 廠 | 規格 | - | - | /這台 | 重量:kilos:weight")
    assert (schema.families, schema.keys, schema.row) == ((), (), "/這台")


@pytest.mark.parametrize("line", ["館 | 館 | 表", "館 | 館 | 表 | rooms | 廳 | 間 | 票價:small"])
def test_a_schema_that_lacks_a_part_is_refused(line):
    with pytest.raises(ValueError, match="unpack"):
        read_schema(line)
