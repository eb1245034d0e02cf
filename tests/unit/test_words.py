from pathlib import Path

import jieba
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.fold import fold
from embeddings.text.words import is_word, lexical_terms, part_of_speech, segment, tagged


def test_terms_are_characters_bigrams_and_longer_words():
    assert lexical_terms("图书馆") == ("图", "书", "馆", "图书", "书馆", "图书馆")


def test_latin_words_and_numbers_are_units_with_bigrams_inside_and_across():
    assert lexical_terms("gdp 5.2%") == ("gdp", "gd", "dp", "5", "2")
    assert lexical_terms("5月24日") == ("5", "月", "24", "日", "5月", "月2", "24", "4日")


def test_terms_do_not_reach_across_punctuation():
    terms = lexical_terms("北京，上海")
    assert "京上" not in terms
    assert {"北京", "上海"} <= set(terms)


def test_a_latin_letter_joins_its_neighbours():
    assert lexical_terms("用a型") == ("用", "a", "型", "用a", "a型")


def test_a_name_no_dictionary_has_is_found_by_its_bigrams():
    assert {"龘靐", "靐灥"} <= set(lexical_terms("龘靐灥"))


def test_both_scripts_have_the_same_terms():
    traditional = lexical_terms(fold("臺北市立圖書館甚麼時候開門？"))
    assert traditional == lexical_terms(fold("台北市立图书馆什么时候开门？"))
    assert "图书馆" in traditional


def test_nothing_to_find_in_punctuation_or_nothing():
    assert lexical_terms("") == ()
    assert lexical_terms("，。！？ \n…_") == ()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_segments_joined_are_the_text(text):
    folded = fold(text)
    assert "".join(segment(folded)) == folded


CHINESE = (
    "的在是市府图书馆上午开放时间中华人民共和国研究生命起源北京大学生前来应聘他说的确实在理葛燄龘靐邓颖超乒乓球拍卖完了"
)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=CHINESE + "，。 -.%+#c1９4s店号江南style燄㐀𠮷\r\n", max_size=60))
def test_the_compiled_segmenter_cuts_as_jieba_does(text):
    folded = fold(text)
    assert segment(folded) == list(jieba.cut(folded))


def test_the_compiled_segmenter_cuts_every_bundled_article_as_jieba_does():
    for path in sorted(Path("data/articles").glob("*.*")):
        folded = fold(path.read_text(encoding="utf-8"))
        assert segment(folded) == list(jieba.cut(folded)), path.name


def test_a_text_that_says_one_thing_ten_thousand_times_is_cut():
    assert segment("江南style" * 10_000) == ["江南style"] * 10_000


def test_segmenting_is_silent(capfd):
    segment("安静地学c++，于是我3天后学会了")
    assert capfd.readouterr() == ("", "")


def test_the_dictionary_knows_the_kinds_of_common_words():
    assert (part_of_speech("北京"), part_of_speech("公司")) == ("ns", "n")
    assert part_of_speech("雲澤") is None


def test_words_with_their_tags_join_to_the_text():
    assert tagged("河田分馆馆长鲁星遥") == [("河田", "ns"), ("分馆", "n"), ("馆长", "n"), ("鲁星遥", "nr")]


def test_what_the_dictionary_has_is_a_word():
    assert is_word("图书馆")
    assert not is_word("馆常")
