"""Word's automatic numbers, written as Word shows them."""

from io import BytesIO

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.formats.office.numbering import Numbering, chinese
from qa.numerals import parse_numeral
from qa.values import find_values

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FORMAL = ("零壹貳參肆伍陸柒捌玖", "拾佰仟")


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=9999))
def test_a_number_that_is_counted_in_chinese_is_read_as_that_number(number):
    assert parse_numeral(chinese(number)) == number
    [value] = find_values(f"共{chinese(number, *FORMAL)}元整")
    assert value.normal[0] == number


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (10_000, "10000"),
        (-3, "-3"),
    ],
)
def test_tens_begin_without_one_and_gaps_have_a_zero(number, said):
    assert chinese(number) == said


def document_with(*levels, overrides=""):
    """Return a document whose list 90 has these levels, each as format, text and start."""
    document = docx.Document()
    root = document.part.numbering_part.element
    written = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/>{extra}</w:lvl>'
        for depth, (form, text, start, extra) in enumerate((*level, 1, "")[:4] for level in levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{written}</w:abstractNum>'))
    for number, own in ((90, ""), (91, overrides)):
        root.append(parse_xml(f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="90"/>{own}</w:num>'))
    return document


def paragraph(depth=0, number=90):
    return parse_xml(
        f'<w:p {W}><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr></w:pPr></w:p>'
    )


def labels(document, *places):
    numbering = Numbering.of(document)
    return [numbering.label(paragraph(*place), None) for place in places]


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("decimal", ["1", "2", "3"]),
        ("decimalZero", ["01", "02", "03"]),
        ("decimalFullWidth", ["１", "２", "３"]),
        ("upperRoman", ["I", "II", "III"]),
        ("lowerLetter", ["a", "b", "c"]),
        ("ideographTraditional", ["甲", "乙", "丙"]),
        ("ideographZodiac", ["子", "丑", "寅"]),
        ("decimalEnclosedCircle", ["①", "②", "③"]),
        ("taiwaneseCountingThousand", ["一", "二", "三"]),
        ("never seen", ["1", "2", "3"]),
    ],
)
def test_each_kind_of_number_counts_on(form, shown):
    assert labels(document_with((form, "（%1）")), (), (), ()) == [f"（{one}）" for one in shown]


@pytest.mark.parametrize(("form", "start", "shown"), [("lowerLetter", 27, "aa"), ("upperRoman", 1994, "MCMXCIV")])
def test_a_list_may_begin_anywhere(form, start, shown):
    assert labels(document_with((form, "%1", start)), ()) == [shown]


@pytest.mark.parametrize("form", ["ideographTraditional", "decimalEnclosedCircle"])
def test_where_signs_run_out_figures_go_on(form):
    assert labels(document_with((form, "%1", 25)), (), ()) == ["25", "26"]


CHAPTERS = (("taiwaneseCounting", "第%1章"), ("taiwaneseCounting", "第%2條"), ("decimal", "%1.%2.%3"))


def test_a_deeper_level_begins_anew_under_each_number_above_it():
    document = document_with(*CHAPTERS)
    assert labels(document, (), (1,), (1,), (), (1,)) == ["第一章", "第一條", "第二條", "第二章", "第一條"]


def test_a_number_of_several_levels_shows_those_above_in_their_own_writing():
    assert labels(document_with(*CHAPTERS), (), (1,), (2,), (2,))[-2:] == ["一.一.1", "一.一.2"]


def test_a_legal_number_is_in_figures_alone():
    legal = ("decimal", "%1.%2", 1, "<w:isLgl/>")
    assert labels(document_with(("taiwaneseCounting", "第%1章"), legal), (), (1,)) == ["第一章", "1.1"]


def test_a_level_whose_parents_were_never_shown_counts_them_as_begun():
    assert labels(document_with(*CHAPTERS), (2,)) == ["一.一.1"]


@pytest.mark.parametrize("form", ["none", "bullet"])
def test_a_bullet_is_no_number(form):
    assert labels(document_with((form, "•")), (), ()) == ["", ""]


def test_two_lists_of_one_definition_count_on_together_and_one_that_begins_anew_does_not():
    document = document_with(("decimal", "%1"))
    assert labels(document, (0, 90), (0, 91), (0, 90)) == ["1", "2", "3"]
    own = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    document = document_with(("decimal", "%1"), overrides=own)
    assert labels(document, (0, 90), (0, 91), (0, 90), (0, 91)) == ["1", "1", "2", "2"]


def test_a_list_may_write_its_numbers_otherwise_than_its_definition():
    level = '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="附件%1"/></w:lvl>'
    document = document_with(("decimal", "%1"), overrides=f'<w:lvlOverride w:ilvl="0">{level}</w:lvlOverride>')
    assert labels(document, (0, 91), (0, 91), (0, 90)) == ["附件C", "附件D", "1"]


@pytest.mark.parametrize(
    "place", [(0, 0), (0, 4711), (7, 90)], ids=["switched off", "a list there is not", "a level there is not"]
)
def test_what_is_in_no_list_has_no_number(place):
    assert labels(document_with(("decimal", "%1")), place) == [""]


def test_a_document_without_numbering_has_no_lists():
    buffer = BytesIO()
    docx.Document().save(buffer)
    document = docx.Document(buffer)
    part = document.part
    for key in [key for key, one in part.rels.items() if one.reltype.endswith("/numbering")]:
        del part.rels[key]
    numbering = Numbering.of(document)
    assert numbering.label(paragraph(), "List Number") == ""
