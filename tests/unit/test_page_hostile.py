"""Whatever a question, an article or a kept conversation holds, the page shows it as text."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from embeddings.article import Article, Span
from qa.answer import Reason
from ui.chat import markup, render, sheet
from ui.chat.place import Place
from ui.jobs import Job
from ui.people.turns import KEPT_PASSAGES, Turn, slim
from ui.schema import AnswerOut, CitationOut, PassageOut, QuotedAnswerOut
from ui.wording import REASONS

HOSTILE = st.text(st.sampled_from("甲館開放<>&\"'/{}$@`\\=;#\n\0\u202e😀scriptimgonerror"), max_size=30)


class Tags(HTMLParser):
    """Collects the tags and attributes of a page, and its text."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def parsed(markup):
    tags = Tags()
    tags.feed(markup)
    tags.close()
    return tags


def quoted(words, before="", behind="", **changes):
    sentence = before + words + behind
    citation = {
        "article_id": "a-1",
        "title": "題",
        "url": None,
        "published": None,
        "start": 10 + len(before),
        "end": 10 + len(before) + len(words),
        "sentence": sentence,
        "sentence_start": 10,
        "sentence_end": 10 + len(sentence),
    }
    return QuotedAnswerOut(answer=words, confidence=0.9, citation=CitationOut(**citation | changes), support=1)


def answered(*quotes, **changes):
    given_answer = {
        "question": "哪天？",
        "answered": True,
        "answer": quotes[0].answer if quotes else None,
        "confidence": 0.9,
        "reason": None,
        "citation": quotes[0].citation if quotes else None,
        "answers": list(quotes),
        "complete": None,
        "passages": [],
        "build": "b-1",
        "timings_ms": {},
    }
    return AnswerOut(**given_answer | changes)


def unanswered(*passages, reason=Reason.NO_ANSWER):
    return answered(answered=False, answer=None, citation=None, reason=reason, passages=list(passages))


def passage(text, title="題"):
    return PassageOut(
        article_id="a-1", title=title, start=0, end=len(text), text=text, lexical_rank=1, dense_rank=None, context=[]
    )


@settings(deadline=None)
@given(HOSTILE, HOSTILE.filter(bool), HOSTILE)
def test_no_words_of_an_answer_become_a_tag_or_leave_their_attribute(title, words, around):
    plain = parsed(render.turn(Turn(question="甲", answer=answered(quoted("乙", "丙", "丁")))))
    shown = Turn(
        question=title + words,
        answer=answered(
            quoted(words, around, around, title=title, published=around or None),
            suggestion=None,
            understood_as=None,
            build=title,
        ),
    )
    page = parsed(render.turn(shown))
    assert [tag for tag in page.tags if tag != "span"] == [tag for tag in plain.tags if tag != "span"]
    assert {name for name, _ in page.attributes} <= {name for name, _ in plain.attributes}
    [place] = [value for name, value in page.attributes if name == "data-place"]
    assert Place.model_validate_json(place).words == words


@settings(deadline=None)
@given(HOSTILE, HOSTILE)
def test_an_article_on_the_page_is_its_text_and_nothing_else(before, words):
    text = f"{before}{words}結尾"
    place = Place(
        article_id="a-1", start=len(before), end=len(before + words), around_start=0, around_end=len(text), words=words
    )
    page = parsed(sheet.article(Article("a-1", "題", text, "a.txt"), place))
    assert page.text == f"{parsed(sheet.tools()).text}題{text}"
    assert set(page.tags) <= {"article", "header", "h2", "p", "div", "span", "mark", "input", "button"}


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "//evil.example",
        "/etc/passwd",
        "file:///etc/passwd",
        " https://a.example",
        "",
        None,
    ],
)
def test_only_addresses_of_the_web_are_links(url):
    assert markup.safe_link(url) == ""


@pytest.mark.parametrize(
    "url", ['https://a.example/"onmouseover="x', "http://a.example/?a=<b>&c={{7*7}}", "HTTPS://甲.example/"]
)
def test_an_address_of_the_web_stays_within_its_attribute(url):
    [href] = [value for name, value in parsed(markup.safe_link(url)).attributes if name == "href"]
    assert href == url
    assert "rel" in {name for name, _ in parsed(markup.safe_link(url)).attributes}


@pytest.mark.parametrize("reason", Reason)
def test_not_knowing_says_why_and_shows_quotes_only_where_they_disagree(reason):
    shown = unanswered(passage("最近的段落。"), reason=reason).model_copy(update={"answers": [quoted("三十元")]})
    text = parsed(render.not_found(shown)).text
    assert REASONS[reason] in text
    assert "最近的段落。" in text
    assert ("三十元" in text) is (reason is Reason.CONFLICT)


@pytest.mark.parametrize(
    ("complete", "note"), [(True, "共找到 2 項，已全部列出。"), (False, "共找到 2 項，可能不完整。")]
)
def test_a_list_says_how_many_there_are_and_whether_those_are_all(complete, note):
    text = parsed(render.found(answered(quoted("甲"), quoted("乙"), complete=complete), {})).text
    assert note in text


def test_other_answers_are_folded_behind_a_line_that_counts_them():
    page = render.found(answered(quoted("甲"), quoted("乙"), quoted("丙")), {})
    assert "其他可能的答案（2）" in page
    assert page.index("甲") < page.index("<details>") < page.index("乙")


@pytest.mark.parametrize(("support", "shown"), [(1, ""), (3, "3 處一致")])
def test_agreeing_passages_are_counted(support, shown):
    text = parsed(render.quoted(quoted("甲").model_copy(update={"support": support}))).text
    assert ("一致" in text) is bool(shown)
    assert shown in text


@pytest.mark.parametrize(
    ("job", "moves"),
    [(Job("j"), True), (Job("j", stage="encode", done=3, total=9), False), (Job("j", stage="verify"), True)],
)
def test_a_bar_moves_to_and_fro_while_the_end_is_not_known(job, moves):
    [names] = [dict(parsed(render.progress(job)).attributes)]
    assert ("max" not in names) is moves


BROKEN = [
    {"question": 3},
    {"answer": {}},
    {"question": "甲", "answer": {"answered": True}},
    {"question": "甲", "answer": answered(quoted("甲")).model_dump() | {"answer": None}},
    {"question": "甲", "answer": answered(quoted("甲")).model_dump() | {"answers": []}},
    {"question": "甲", "answer": answered(quoted("甲", start=99, end=100)).model_dump()},
    {"question": "甲", "answer": answered(quoted("甲", sentence="乙")).model_dump()},
    {"question": "甲", "answer": answered(quoted("甲").model_copy(update={"confidence": 7.0})).model_dump()},
    {"question": "甲", "answer": unanswered().model_dump() | {"reason": None}},
    "甲",
    None,
]


@pytest.mark.parametrize("stored", BROKEN)
def test_a_turn_that_contradicts_itself_is_none(stored):
    good = Turn(question="好", answer=answered(quoted("甲")))
    assert Turn.model_validate_json(good.model_dump_json()) == good
    with pytest.raises(ValidationError):
        Turn.model_validate(stored)


def test_of_a_turn_those_passages_are_kept_that_are_shown():
    for answer in (unanswered(*[passage("段落。")] * 9), answered(quoted("甲"), passages=[passage("段落。")] * 9)):
        assert len(slim(Turn(question="甲", answer=answer)).answer.passages) == KEPT_PASSAGES


@settings(deadline=None)
@given(st.integers(-3, 12), st.integers(-3, 12), st.integers(-3, 12), st.integers(-3, 12))
def test_a_place_stands_only_where_its_words_are(start, end, around_start, around_end):
    text = "甲館三月開放。"
    place = Place(article_id="a", start=start, end=end, around_start=around_start, around_end=around_end, words="三月")
    stands = place.stands_in(text)
    assert stands is (0 <= around_start <= 2 and (start, end) == (2, 4) and 4 <= around_end <= len(text))
    if stands:
        assert "<mark>三月</mark>" in markup.marked(text, Span(around_start, around_end), Span(start, end))
