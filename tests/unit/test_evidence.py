"""What of a question a passage says: shares by rarity, of the whole passage and of its best sentence."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.article import Block, BlockKind, Passage, Span
from embeddings.text.fold import fold
from embeddings.text.structure import structured
from qa.evidence import Weighed, find_evidence, is_title, name_of, path_of, weigh_terms
from qa.query import parse_question

PLACE = {"id": 0, "article_id": "a", "start": 0}


@dataclass
class Rarities:
    """A build that knows only how rare its terms are."""

    of: dict[str, float]

    def rarity(self, terms):
        return [self.of.get(term, 1.0) for term in terms]


def evidence(question, text, above=None, **rarities):
    weighed = weigh_terms(parse_question(question), Rarities(rarities))
    return find_evidence(weighed, Passage(**PLACE, end=len(text), text=text, **{"title": "", **(above or {})}))


def test_a_passage_that_says_all_of_it_holds_all_of_it():
    found = evidence("圖書館何時開放？", "雲澤圖書館3月開放。")
    assert (found.passage, found.sentence) == (1.0, 1.0)


def test_script_and_width_make_no_difference():
    assert evidence("圖書館開放１號廳", "图书馆开放1号厅。") == evidence("图书馆开放1号厅", "圖書館開放１號廳。")


@pytest.mark.parametrize("above", [{"title": "雲澤"}, {"context": ("雲澤",)}, {"origin": "館訊/雲澤.xlsx#3"}])
def test_what_a_passage_stands_under_counts_for_it(above):
    said, unsaid = evidence("雲澤開放", "三月開放。", above), evidence("雲澤開放", "三月開放。")
    assert said.passage == 1.0
    assert unsaid.passage < 1.0


def test_the_headings_above_a_statement_count_for_it_and_the_title_of_all_does_not():
    said = evidence("雲澤開放", "三月開放。", {"context": ("雲澤",)}).sentence
    titled, unsaid = (
        evidence("雲澤開放", "三月開放。", {"title": "雲澤"}).sentence,
        evidence("雲澤開放", "三月開放。").sentence,
    )
    assert said == pytest.approx(share_without(1))
    assert titled == unsaid < said


def share_without(terms):
    """Return what a sentence holds of 雲澤開放, all but the bigram across both parts: 4 characters and 2 bigrams."""
    weights = [0.5 if len(term) == 1 else 1.0 for term in parse_question("雲澤開放").terms]
    return (sum(weights) - terms) / sum(weights)


def test_the_name_of_a_file_is_without_its_folders_and_its_ending():
    assert [name_of(origin) for origin in ("articles/深/二.v2.txt", "價目.csv#3", "api/公告")] == [
        "二.v2",
        "價目",
        "公告",
    ]


def test_one_sentence_that_says_it_is_more_than_two_that_share_it():
    together = evidence("海嶼召回水壺", "海嶼召回水壺。三月有雨。")
    apart = evidence("海嶼召回水壺", "海嶼有雨。三月召回水壺。")
    assert together.passage == apart.passage
    assert together.sentence > apart.sentence


def test_rare_words_weigh_more():
    common = evidence("饕餮大學", "大學。", 饕=9.0, 餮=9.0)
    rare = evidence("饕餮大學", "饕餮。", 饕=9.0, 餮=9.0)
    assert rare.passage > 0.8 > 0.2 > common.passage


def test_a_candidate_has_the_evidence_of_the_sentence_it_stands_in():
    weighed = weigh_terms(parse_question("海嶼召回水壺"), Rarities({}))
    found = find_evidence(weighed, Passage(0, "a", "", 100, 111, "海嶼召回水壺。三月有雨。"))
    assert found.around(Span(102, 104)) == found.sentence == 1.0
    assert found.around(Span(107, 109)) == 0.0
    assert found.around(Span(104, 109)) == 1.0  # across both


def test_an_empty_passage_holds_nothing():
    assert (evidence("開放", "").passage, evidence("開放", "").sentence) == (0.0, 0.0)


@pytest.mark.parametrize("terms", [[], [("甲", 0.0)]])
def test_terms_without_weight_hold_nothing(terms):
    weighed = Weighed(terms, terms)
    assert (weighed.share("甲"), weighed.share_of_passage("甲")) == (0.0, 0.0)


def test_another_word_for_a_word_of_the_question_counts_as_that_word():
    assert evidence("門票多少錢", "入場費每人四十元。").sentence > evidence("門票多少錢", "停車費每輛四十元。").sentence
    assert evidence("打印机", "本館印表機故障。").sentence == 1.0
    assert parse_question("門票多少錢").searched.startswith("门票")
    assert "入场费" in parse_question("門票多少錢").searched


CHAT = "小周 09:20\n泳池幾點換水？\n\n小林 09:21\n十點半。\n\n小周 09:22\n好的。"


def test_a_reply_in_a_chat_says_what_it_replies_to_and_no_more():
    weighed = weigh_terms(parse_question("泳池幾點換水？"), Rarities({}))
    passage = Passage(**PLACE, end=len(CHAT), text=CHAT, title="", blocks=structured(CHAT))
    asked, reply, thanks = (share for _, share in find_evidence(weighed, passage).sentences)
    assert (asked, reply) == (1.0, 1.0)
    assert thanks < 0.5


def test_a_message_after_one_that_asks_nothing_says_only_its_own():
    text = CHAT.replace("幾點換水？", "換水了。")
    weighed = weigh_terms(parse_question("泳池換水"), Rarities({}))
    passage = Passage(**PLACE, end=len(text), text=text, title="", blocks=structured(text))
    told, following, _ = (share for _, share in find_evidence(weighed, passage).sentences)
    assert (told, following) == (1.0, 0.0)


def weighed(question, **rarities):
    return weigh_terms(parse_question(question), Rarities(rarities))


@settings(deadline=None, max_examples=60)
@given(
    st.text(st.sampled_from("圖書館開放三月甲乙館長是誰KL207"), min_size=1, max_size=12),
    st.text(st.sampled_from("圖書館開放三月甲乙館長。，\nKL-207"), max_size=30),
)
def test_shares_lie_between_none_and_all_and_grow_with_what_is_said(question, text):
    asked = weighed(question)
    folded = fold(text)
    for share in (asked.share(folded), asked.share_of_passage(folded), asked.missing(folded), *asked.unsaid(folded)):
        assert 0.0 <= share <= 1.0
    both = f"{folded}\n{fold(question)}"
    assert asked.share(both) >= asked.share(folded)
    assert asked.share_of_passage(both) == asked.share_of_passage(fold(question)) >= asked.share_of_passage(folded)
    assert asked.missing(both) <= asked.missing(folded)


@pytest.mark.parametrize(
    ("text", "missing"),
    [("饕餮大學開學", 0.0), ("大學開學", 1.0), ("饕餮開學", pytest.approx(1 / 9)), ("", 1.0)],
    ids=["nothing", "the rarest word", "a common word", "everything"],
)
def test_what_is_missing_is_told_by_the_rarest_word_that_is(text, missing):
    asked = weighed("饕餮大學開學", 饕餮=9.0, 餮大=0.0, 学开=0.0, 大学=1.0, 开学=1.0)
    assert asked.missing(fold(text)) == missing


@pytest.mark.parametrize(
    ("question", "text", "worst"),
    [
        ("印表機多少錢？", "印表機每台三千元。", 0.0),
        ("電子報有幾期？", "有聲書有三集。", 1.0),
        ("多少？", "任何內容。", 0.0),
    ],
    ids=["all of it", "nothing of it", "no thing is asked about"],
)
def test_what_a_text_does_not_speak_of_is_told_by_the_things_that_are_asked_about(question, text, worst):
    assert weighed(question).unsaid(fold(text))[1] == worst


def test_headings_inside_a_passage_stand_above_what_follows_them():
    text = "總則\n甲。\n附則\n乙。"
    blocks = (Block(BlockKind.HEADING, 0, 2, level=1), Block(BlockKind.HEADING, 6, 8, level=1))
    passage = Passage(0, "a", "辦法", 0, len(text), text, ("第一章",), blocks)
    assert path_of(passage, text.index("甲")) == "第一章\n總則"
    assert path_of(passage, text.index("乙")) == "第一章\n附則"
    assert path_of(passage, 0) == "第一章"  # a heading does not stand under itself


@pytest.mark.parametrize(
    ("words", "title"), [("圖書館公告", True), ("开放时间", True), ("每天九點開門。", False), ("公告", False)]
)
def test_titles_and_headings_are_told_from_statements(words, title):
    text = "图书馆公告\n開放時間\n每天九點開門。公告"
    blocks = (Block(BlockKind.HEADING, 6, 10, level=1),)
    passage = Passage(0, "a", "圖書館公告", 0, len(text), text, (), blocks)
    start = fold(text).index(fold(words)) if words != "公告" else text.rindex("公告")
    assert is_title(passage, Span(start, start + len(words))) is title
