import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.fold import fold
from embeddings.text.words import lexical_terms
from qa.slips import PinyinIndex, Suggestion, sounds, suggest

TEXTS = [
    "榕城市圖書館每天上午八點半開門，周三閉館。",
    "榕城市圖書館館長魯星遙，副館長費以寧。",
    "讀者證押金一百元，座位在二樓自習室。無線網絡密碼 read2024。腰帶請繫好。",
]


@pytest.fixture(scope="module")
def index():
    counts = {}
    for text in TEXTS:
        for term in lexical_terms(fold(text)):
            counts[term] = counts.get(term, 0) + 1
    return PinyinIndex.from_terms(counts.items())


@pytest.mark.parametrize(
    ("question", "meant", "replaced"),
    [
        ("图书管几点开门", "图书馆几点开门", (("图书管", "图书馆"),)),
        ("榕成市图书馆馆常是谁", "榕城市图书馆馆长是谁", (("榕成", "榕城"), ("馆常", "馆长"))),
        ("館常是誰", "馆长是誰", (("館常", "馆长"),)),
        (
            "rongcheng tushuguan jidian kaimen",
            "榕城图书馆几点开门",
            (("rongcheng", "榕城"), ("tushuguan", "图书馆"), ("jidian", "几点"), ("kaimen", "开门")),
        ),
        (
            "Tushuguan guanzhang shi shui?",
            "图书馆馆长是谁?",
            (("Tushuguan", "图书馆"), ("guanzhang", "馆长"), ("shi", "是"), ("shui", "谁")),
        ),
        ("tushuguanguanzhang", "图书馆馆长", (("tushuguanguanzhang", "图书馆馆长"),)),
        ("ＴＵＳＨＵＧＵＡＮ在哪", "图书馆在哪", (("ＴＵＳＨＵＧＵＡＮ", "图书馆"),)),
        ("When does the rongcheng library open?", "When does the 榕城 library open?", (("rongcheng", "榕城"),)),
    ],
)
def test_slips_are_replaced_by_words_of_the_collection(index, question, meant, replaced):
    assert suggest(question, index) == Suggestion(meant, replaced)


@pytest.mark.parametrize(
    "question",
    [
        "图书馆几点开门",
        "榕城市图书馆馆长是谁",
        "要带什么",  # 腰带
        "事务处在哪里",
        "读者证押金多少",
        "read2024 是什么",
        "What time is it?",
        "hen open a library",
        "复印一张多少钱",
        "？？",
        "",
    ],
)
def test_words_that_exist_are_never_replaced(index, question):
    assert suggest(question, index) == Suggestion(question)


def test_a_word_of_the_collection_stays_even_beside_one_of_the_same_sound():
    index = PinyinIndex.from_terms([("榕城", 9), ("榕成", 1)])
    assert suggest("榕成在哪里", index).replaced == ()


def test_of_words_of_one_sound_the_most_frequent_is_suggested():
    index = PinyinIndex.from_terms([("费以宁", 1), ("费以凝", 3)])
    assert suggest("废以宁的电话", index).question == "费以凝的电话"


def test_every_reading_of_a_character_counts():
    assert sounds("馆长") == ["guan chang", "guan zhang"]
    assert sounds("图书馆") == ["tu shu guan"]
    assert sounds("馆A") == []


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("榕城成市图书馆管长常是谁几点开门 abdegnorstu?，"), max_size=20))
def test_a_suggestion_differs_only_in_what_it_replaced(question):
    index = PinyinIndex.from_terms([("榕城", 2), ("图书馆", 2), ("馆长", 2), ("开门", 1)])
    suggestion = suggest(question, index)
    for old, new in suggestion.replaced:
        assert old in question
        assert new in suggestion.question
        assert fold(old) not in index.counts
    assert bool(suggestion.replaced) == (suggestion.question != question)
