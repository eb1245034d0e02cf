import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.fold import LAST_POINT, WORTH_ARRAY, fold, fold_table
from embeddings.text.make_fold_table import TABLE, pairs_from_opencc, pairs_of_radicals

CHARACTERS = st.one_of(
    st.characters(codec="utf-8"),
    st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0xF900, max_codepoint=0xFFEF),
    st.characters(min_codepoint=0x20000, max_codepoint=LAST_POINT),
    st.sampled_from("甚麼甚麽著妳「」『』，。ＡＢＣ１２３ ㎏㈱ﬁİßΣςǅ㍿𝟘①⑽…‥ｶﾞ\u3000\u200d\ufe0f😀"),
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("臺灣鐵路", "台湾铁路"),
        ("標準化組織", "标准化组织"),
        ("ＩＳＯ　９００１：２０１５", "iso 9001:2015"),
        ("甚麼時候", "什么时候"),
        ("甚么", "什么"),
        ("甚至", "甚至"),
        ("看著妳", "看着你"),
        ("「好」『是』", "“好”‘是’"),
        ("", ""),
    ],
)
def test_fold_of_known_texts(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("圖書館週三閉館，請見諒。", "图书馆周三闭馆，请见谅。"),
        ("這臺機車後來賣給誰？", "这台机车后来卖给谁？"),
        ("裡面有甚麼？", "里面有什么？"),
        ("乾淨的麵條", "干净的面条"),
    ],
)
def test_traditional_and_simplified_have_one_fold(traditional, simplified):
    assert fold(traditional) == fold(simplified)


@settings(max_examples=300, deadline=None)
@given(st.text(CHARACTERS, max_size=60))
def test_fold_keeps_every_offset(text):
    assert len(fold(text)) == len(text)


@settings(max_examples=300, deadline=None)
@given(st.text(CHARACTERS, max_size=60))
def test_fold_of_a_fold_is_the_fold(text):
    assert fold(fold(text)) == fold(text)


def test_every_single_character_keeps_its_length_and_folds_once():
    characters = [chr(point) for point in range(LAST_POINT + 1) if not 0xD800 <= point <= 0xDFFF]
    unstable = [character for character in characters if fold(fold(character)) != fold(character)]
    assert set(unstable) <= {"薴"}
    assert all(len(folded) == 1 for folded in fold_table().values())


@given(st.text(min_size=WORTH_ARRAY, max_size=3 * WORTH_ARRAY))
def test_a_long_text_is_folded_as_its_characters_are(text):
    text = f"{text}\ud800臺灣Ｔ恤"
    assert fold(text) == "".join(map(fold, text))


def test_limonene_has_one_fold_in_both_scripts():
    assert fold("薴烯") == fold("苧烯")


def test_stored_table_is_what_opencc_says():
    stored = [(line[0], line[1]) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    assert stored == [*pairs_from_opencc(), *pairs_of_radicals()]


@pytest.mark.parametrize(
    ("radicals", "characters"),
    [
        ("站⻓⾼⽴⺠", "站长高立民"),
        ("⻋⻔⻅⻢⻛⻝⻜⻚⻥⻦⻨⻩⻰⻳⻮⻬⻘⻄⻣⻤", "车门见马风食飞页鱼鸟麦黄龙龟齿齐青西骨鬼"),
        ("⻑⻱⻯⻟⺟⺼", "长龟竜饣母肉"),
        ("⼀⼆⿓⽹", "一二龙网"),
    ],
)
def test_radicals_of_a_pdf_are_the_characters_that_they_equal(radicals, characters):
    assert fold(radicals) == fold(characters)
    assert len(fold(radicals)) == len(radicals)


def test_no_radical_but_the_one_without_an_equal_is_left():
    radicals = [chr(point) for point in range(0x2E80, 0x2FE0) if unicodedata.category(chr(point)) == "So"]
    assert len(radicals) == 115 + 214
    assert [one for one in radicals if 0x2E80 <= ord(fold(one)) < 0x2FE0] == ["⺀"]


def test_fold_of_a_traditional_character_is_opencc_simplified():
    compatible = [pair for pair in pairs_from_opencc() if unicodedata.normalize("NFKC", pair[0]) == pair[0]]
    ours = {"著": "着", "妳": "你", "祂": "它", "牠": "它", "粧": "妆", "薴": "苎", "藉": "借", "暱": "昵", "甦": "苏"}
    different = [old for old, new in compatible if fold(old) != fold(new) and old not in ours]
    assert different == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("計畫", "计划"), ("瞭解", "了解"), ("座落於", "坐落于"), ("答覆", "答复"), ("藉由", "借由"), ("復甦", "复苏")],
)
def test_spellings_that_depend_on_their_neighbours_have_one_fold(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize("text", ["圖畫", "瞭望", "覆蓋", "座位", "甚至"])
def test_the_same_characters_elsewhere_stay(text):
    assert fold(text) not in {"图划", "了望", "复盖", "坐位", "什至"}
