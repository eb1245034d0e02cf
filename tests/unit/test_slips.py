from collections import Counter
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.fold import fold
from embeddings.text.words import lexical_terms
from qa.lexicon import Lexicon
from qa.pinyin import homophones
from qa.slips import LONGEST_QUESTION, Suggestion, suggest

TEXTS = [
    "榕城市圖書館每天上午八點半開門，周三閉館。",
    "榕城市圖書館館長魯星遙，副館長費以寧。",
    "讀者證押金一百元，座位在二樓自習室。無線網絡密碼 read2024。腰帶請繫好。",
]


def vocabulary(texts):
    """Return the words of passages, as an index counts them."""
    return Lexicon.from_terms(Counter(term for text in texts for term in set(lexical_terms(fold(text)))).items())


@pytest.fixture(scope="module")
def words():
    return vocabulary(TEXTS)


def replaced(question, words):
    return [(question[slip.start : slip.end], slip.shown) for slip in suggest(question, words).slips]


@pytest.mark.parametrize(
    ("question", "meant", "slips"),
    [
        ("图书管几点开门", "图书馆几点开门", [("图书管", "图书馆")]),
        ("榕成市图书管几点开门", "榕城市图书馆几点开门", [("榕成", "榕城"), ("图书管", "图书馆")]),
        ("榕成市图书馆馆常是谁", "榕城市图书馆馆长是谁", [("榕成", "榕城"), ("馆常", "馆长")]),
        ("請問榕成市有幾個圖書管？", "請問榕城市有幾個圖書馆？", [("榕成", "榕城"), ("圖書管", "圖書馆")]),
        ("负馆长是谁", "副馆长是谁", [("负馆长", "副馆长")]),
        ("废以凝的电话", "费以宁的电话", [("废以凝", "费以宁")]),
        ("rongcheng图书馆在哪", "榕城图书馆在哪", [("rongcheng", "榕城")]),
        ("ＴＵＳＨＵＧＵＡＮ在哪", "图书馆在哪", [("ＴＵＳＨＵＧＵＡＮ", "图书馆")]),
        ("When does the rongcheng library open?", "When does the 榕城 library open?", [("rongcheng", "榕城")]),
    ],
)
def test_slips_are_replaced_by_words_of_the_collection(words, question, meant, slips):
    suggestion = suggest(question, words)
    assert (suggestion.question, suggestion.spelled) == (meant, False)
    assert replaced(question, words) == slips


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("rongcheng tushuguan jidian kaimen", "榕城图书馆几点开门"),
        ("rongchengshi tushuguan jidian kaimen", "榕城市图书馆几点开门"),
        ("Tushuguan guanzhang shi shui?", "图书馆馆长是谁?"),
        ("tushuguanguanzhang", "图书馆馆长"),
        ("rongchengtushuguanguanzhangshishei", "榕城图书馆馆长是谁"),
    ],
)
def test_a_question_that_is_all_pinyin_is_spelled_out(words, question, meant):
    suggestion = suggest(question, words)
    assert (suggestion.question, suggestion.spelled) == (meant, True)


def test_a_short_word_that_may_be_english_is_offered_and_not_asked():
    words = vocabulary(["我们开门。"])
    assert suggest("women", words) == Suggestion("我们", suggest("women", words).slips, spelled=False)
    assert suggest("women kaimen", words).spelled


def test_a_usual_reading_goes_before_a_commoner_word():
    words = vocabulary([*["机制。"] * 3, "位置。"])
    assert suggest("weizhi zai nali", words).question == "位置在哪里"
    assert suggest("yinhang zai nali", vocabulary(["银行。"])).question == "银行在哪里"


def test_what_is_spelled_out_is_written_as_the_articles_write():
    traditional = {"榕城": "榕城", "图书馆": "圖書館", "开门": "開門"}
    counts = Counter(term for text in TEXTS for term in set(lexical_terms(fold(text))))
    words = Lexicon(lambda term: counts[term], lambda term: traditional.get(term, ""))
    assert suggest("rongcheng tushuguan jidian kaimen", words).question == "榕城圖書館幾點開門"
    assert suggest("榕成市圖書管幾點開", words).question == "榕城市圖書館幾點開"
    assert suggest("榕成市图书管几点开", words).question == "榕城市图书馆几点开"


@pytest.mark.parametrize(
    "question",
    [
        "图书馆几点开门",
        "榕城市图书馆馆长是谁",
        "要带什么",  # 腰带
        "事务处在哪里",
        "实物在哪里",
        "读者证押金多少",
        "坐位在哪里",  # a word of the dictionary, like 座位
        "一幕在哪里",
        "read2024 是什么",
        "What time is it?",
        "hen open a library",
        "Are women and men served?",
        "shi shi shi",
        "复印一张多少钱",
        "？？",
        "",
        "榕成" * LONGEST_QUESTION,
    ],
)
def test_words_that_exist_are_never_replaced(words, question):
    assert suggest(question, words) == Suggestion(question)


@pytest.mark.parametrize("question", ["榕成在哪里", "榕成市在哪里", "榕成市图书馆在哪里"])
def test_a_word_of_the_collection_stays_even_beside_a_commoner_one_of_the_same_sound(question):
    words = vocabulary([*["榕城市图书馆开门"] * 9, "榕成公司"])
    assert suggest(question, words) == Suggestion(question)
    assert suggest("榕呈市在哪里", words).question == "榕城市在哪里"


def test_of_words_of_one_sound_the_most_frequent_is_suggested():
    counts = {"费以宁": 1, "费以凝": 3, "费以": 4, "以宁": 1, "以凝": 3, "费": 4, "以": 4, "宁": 1, "凝": 3}
    words = Lexicon.from_terms(counts.items())
    assert suggest("废以宁的电话", words).question == "费以宁的电话"  # the one that differs least
    assert suggest("费以拧的电话", words).question == "费以凝的电话"


def test_chance_neighbours_are_no_word():
    words = vocabulary(["榕城市图书馆开门", "市民", "图画"])
    assert words.count("市图") == 1  # and both are elsewhere, too
    assert suggest("市徒在哪里", words).slips == ()
    assert suggest("榕程在哪里", words).question == "榕城在哪里"


def test_a_word_that_no_shown_passage_writes_is_not_offered(words):
    hidden = Lexicon(words.count, lambda term: "")
    for question in ("榕成市图书管几点开门", "rongcheng tushuguan jidian kaimen"):
        assert suggest(question, hidden) == Suggestion(question)


def test_two_characters_sound_alike_by_a_common_reading():
    assert "城" in homophones("成")
    assert "馆" in homophones("管")
    assert "长" in homophones("常")
    assert "苦" not in homophones("滑")  # both can be read gu, and mostly are not
    assert homophones("a") == ""


def test_a_question_without_slips_asks_for_few_counts(words):
    asked = Counter()
    counting = Lexicon(lambda term: asked.update([term]) or words.count(term), lambda term: term)
    suggest("请问榕城市图书馆每天上午几点开门？", counting)
    assert asked.total() < 60


@pytest.mark.parametrize(
    "question",
    [
        "shi" * 40,
        "yi" * 60,
        "xian" * 29 + "b",
        "xian " * 24,
        "鹄饕桎梏鳏寡孤独" * 12,
        "榕城" * 60,
        "榕" * 120,
        "a" * 120,
    ],
)
def test_hostile_questions_take_no_time(words, question):
    began = perf_counter()
    suggest(question, words)
    assert perf_counter() - began < 2


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("榕城成市图书馆管长常是谁几点开门圖書館 abdegnorstu?，"), max_size=20))
def test_a_suggestion_differs_only_in_its_slips(question):
    words = Lexicon.from_terms([("榕城", 2), ("图书馆", 2), ("馆长", 2), ("开门", 1)])
    suggestion = suggest(question, words)
    kept, at = "", 0
    for slip in suggestion.slips:
        between = question[at : slip.start]
        kept += ("" if between.isspace() else between) + slip.shown
        at = slip.end
        assert words.count(fold(question[slip.start : slip.end])) == 0
    assert suggestion.question == kept + question[at:]
