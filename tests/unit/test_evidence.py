"""What of a question a passage says: shares by rarity, of the whole passage and of its best sentence."""

from dataclasses import dataclass

import pytest

from embeddings.article import Passage, Span
from embeddings.text.structure import structured
from qa.evidence import Weighed, find_evidence, name_of, weigh_terms
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
