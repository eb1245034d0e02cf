"""Questions in kept conversations, feedback checked against articles, and who is known by a cookie."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import TimestampSigner
from starlette.datastructures import Headers

from embeddings.article import Article
from embeddings.errors import InputError, NotFoundError, QuestionError
from embeddings.index.filter import EVERYTHING, ArticleFilter
from qa.answer import Answer, Found
from qa.conversation import EarlierTurn
from qa.decide import Mode
from tests.fakes.assistant import FakeBuild, FakeLive, OverlapAssistant
from ui.people import judging
from ui.people.asking import answer_to, said_before, steps_to
from ui.people.cookie import DAY, SignedCookie, browser_cookie, login_cookie
from ui.people.feedback import Verdict
from ui.people.judging import judge
from ui.people.keys import Role
from ui.people.visitor import Visitor, introduce, visitor_of
from ui.schema import FeedbackIn
from ui.settings import Settings
from ui.wiring import Services

TEXT = "雲澤市圖書館3月15日開放。\n\n館長沈若溪說歡迎，票價40元。"
ARTICLE = Article("a-1", "圖書館", TEXT, "library.txt", None, "2024-03-15")


@dataclass
class Asking:
    """A question as a route takes it."""

    question: str = "雲澤市圖書館哪天開放"
    mode: Mode | None = None
    turns: list[EarlierTurn] = field(default_factory=list)
    within: ArticleFilter = EVERYTHING
    conversation: str | None = None


@pytest.fixture
def services(tmp_path: Path) -> Services:
    live = FakeLive(FakeBuild("build-1", (ARTICLE,)))
    return Services(Settings(data_dir=tmp_path / "data"), OverlapAssistant(live), live, None, None)


@pytest.fixture
def started(services) -> str:
    with services.conversations("甲") as conversations:
        return conversations.create().id


def kept(services, id, person="甲"):
    with services.conversations(person) as conversations:
        return conversations.turns(id)


# Conversations


def test_a_question_without_a_conversation_is_answered_and_not_kept(services):
    assert answer_to(services, "甲", Asking()).answer == "3月15日"
    assert not services.settings.people_path.exists()


def test_a_question_of_a_conversation_is_kept_there_with_its_answer(services, started):
    answer = answer_to(services, "甲", Asking(conversation=started))
    [turn] = kept(services, started)
    assert (turn.turn.question, turn.turn.answer.answer) == ("雲澤市圖書館哪天開放", answer.answer)


def test_a_question_leans_on_what_its_conversation_said_before(services, started):
    assert said_before(services, "甲", Asking(conversation=started)) == []
    answer_to(services, "甲", Asking(conversation=started))
    assert said_before(services, "甲", Asking(conversation=started)) == [EarlierTurn("雲澤市圖書館哪天開放", "3月15日")]


def test_turns_that_are_sent_along_are_taken_as_they_are(services):
    turns = [EarlierTurn("館長是誰", "沈若溪")]
    assert said_before(services, "甲", Asking(turns=turns)) == turns


def test_earlier_turns_are_sent_or_kept_but_never_both(services, started):
    with pytest.raises(InputError, match="只能給一個"):
        answer_to(services, "甲", Asking(conversation=started, turns=[EarlierTurn("館長是誰")]))
    assert kept(services, started) == []


@pytest.mark.parametrize("ask", [answer_to, lambda *given: list(steps_to(*given))])
def test_nobody_asks_in_the_conversation_of_another(services, started, ask):
    with pytest.raises(NotFoundError, match="對話列表"):
        ask(services, "乙", Asking(conversation=started))
    assert kept(services, started) == []


def test_steps_end_with_the_answer_and_that_is_kept_once(services, started):
    *before, last = steps_to(services, "甲", Asking(conversation=started))
    assert [type(step) for step in before] == [Found]
    assert isinstance(last, Answer)
    assert last == answer_to(services, "甲", Asking())
    assert len(kept(services, started)) == 1


def test_steps_that_nobody_waits_for_keep_nothing(services, started):
    steps = steps_to(services, "甲", Asking(conversation=started))
    next(steps)
    steps.close()
    assert kept(services, started) == []


def test_a_question_that_finds_nothing_is_kept_with_its_reason(services, started):
    answer_to(services, "甲", Asking("阿基米德", conversation=started))
    [turn] = kept(services, started)
    assert (turn.turn.answer.answered, turn.turn.answer.reason is None) == (False, False)


# Feedback


def place_of(words: str, article: str = "a-1") -> dict[str, object]:
    start = TEXT.index(words)
    return {"article_id": article, "start": start, "end": start + len(words)}


def said(verdict: Verdict = Verdict.WRONG, question: str = "哪天開放？", **more: object) -> FeedbackIn:
    return FeedbackIn(question=question, verdict=verdict, **more)


def test_an_answer_that_is_right_is_an_example_where_it_was_quoted(services):
    opinion = judge(services, "甲", said(Verdict.RIGHT, quote=place_of("3月15日")))
    assert opinion.example.answer == "3月15日"
    assert opinion.example.context[opinion.example.start :].startswith("3月15日")


def test_the_right_answer_counts_where_the_one_given_was_wrong(services):
    opinion = judge(services, "甲", said(quote=place_of("40元"), correct=place_of("3月15日")))
    assert opinion.example.answer == "3月15日"


def test_a_passage_without_an_answer_is_an_example_of_none(services):
    opinion = judge(services, "甲", said(quote=place_of("40元"), no_answer=True))
    assert (opinion.example.answer, opinion.example.start) == (None, None)
    assert "40元" in opinion.example.context


def test_what_is_only_wrong_teaches_nothing_and_is_kept(services):
    assert judge(services, "甲", said(quote=place_of("40元"))).example is None
    with services.feedback("甲") as feedback:
        assert feedback.verdicts(["哪天開放？"]) == {"哪天開放？": Verdict.WRONG}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"verdict": Verdict.RIGHT}, judging.NO_QUOTE),
        ({"no_answer": True}, judging.NO_PASSAGE),
        ({"correct": {"article_id": "a-1", "start": 5, "end": 5}}, judging.NO_WORDS),
        ({"correct": {"article_id": "a-1", "start": 9, "end": 2}}, judging.NO_WORDS),
        ({"correct": {"article_id": "a-1", "start": 0, "end": 9999}}, "選取"),
    ],
)
def test_a_place_that_is_none_is_refused_and_nothing_is_kept(services, given, told):
    with pytest.raises(InputError, match=told):
        judge(services, "甲", said(**given))
    assert not services.settings.people_path.exists()


def test_an_article_that_is_gone_is_named(services):
    with pytest.raises(NotFoundError, match="a-2"):
        judge(services, "甲", said(correct=place_of("3月15日", "a-2")))


@pytest.mark.parametrize("question", [" ", "？", "\u200b"])
def test_feedback_on_no_question_is_refused(services, question):
    with pytest.raises(QuestionError):
        judge(services, "甲", said(question=question))


# Who it is

HTTP = {"type": "http", "scheme": "http", "root_path": ""}
HTTPS = {"type": "http", "scheme": "https", "root_path": "/qa"}


def sent_back(header: str) -> Headers:
    return Headers({"cookie": f"other=1; {header.split(';')[0]}; more=2"})


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=40), st.binary(min_size=16))
def test_a_cookie_comes_back_with_what_was_written(value, secret):
    cookie = SignedCookie("qa_x", secret, days=1)
    assert cookie.read(sent_back(cookie.written(value, HTTP))) == value


@pytest.mark.parametrize(
    "change", [lambda it: it[:-1], lambda it: it + "x", lambda it: "x" + it, lambda it: "", str.swapcase]
)
def test_a_cookie_that_was_changed_is_none(change):
    cookie = browser_cookie(b"s" * 32)
    value = cookie.written("browser-1", HTTP).partition("=")[2].partition(";")[0]
    assert cookie.read(Headers({"cookie": f"{cookie.name}={value}"})) == "browser-1"
    assert cookie.read(Headers({"cookie": f"{cookie.name}={change(value)}"})) is None


@pytest.mark.parametrize(
    "header", ["", "qa_browser", "qa_browser=", "a=b;;=", "qa_browser=\xff\xfe", "qa_browser=a.b.c", ";" * 5000]
)
def test_what_is_no_cookie_of_ours_is_none(header):
    assert browser_cookie(b"s" * 32).read(Headers(raw=[(b"cookie", header.encode("latin-1"))])) is None


def test_a_cookie_of_another_secret_or_another_purpose_is_none():
    written = browser_cookie(b"s" * 32).written("browser-1", HTTP)
    assert browser_cookie(b"t" * 32).read(sent_back(written)) is None
    login = login_cookie(b"s" * 32)
    value = written.partition("=")[2].partition(";")[0]
    assert login.read(Headers({"cookie": f"{login.name}={value}"})) is None


def test_a_cookie_lasts_its_days_and_no_longer(monkeypatch):
    cookie = SignedCookie("qa_x", b"s" * 32, days=2)
    header = sent_back(cookie.written("browser-1", HTTP))
    begun = TimestampSigner.get_timestamp(TimestampSigner(b"s"))
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: begun + 2 * DAY - 60)
    assert cookie.read(header) == "browser-1"
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: begun + 2 * DAY + 60)
    assert cookie.read(header) is None


def test_no_script_and_no_other_site_has_a_cookie_and_https_keeps_it_to_itself():
    plain, secure = (browser_cookie(b"s" * 32).written("browser-1", scope) for scope in (HTTP, HTTPS))
    for header in (plain, secure):
        assert "; HttpOnly" in header
        assert "; SameSite=Lax" in header
    assert ("; Secure" in plain, "; Secure" in secure) == (False, True)
    assert ("; Path=/;" in plain, "; Path=/qa;" in secure) == (True, True)
    assert f"Max-Age={400 * DAY}" in plain


def test_a_browser_is_told_to_forget():
    header = login_cookie(b"s" * 32).forgotten(HTTP)
    assert header.startswith("qa_login=; Max-Age=0;")
    assert login_cookie(b"s" * 32).read(sent_back(header)) is None


def test_a_visitor_may_what_their_role_covers_and_without_one_nothing():
    assert Visitor("甲", Role.EDITOR).may(Role.READER)
    assert not Visitor("甲", Role.EDITOR).may(Role.ADMIN)
    assert not any(Visitor("甲").may(role) for role in Role)


def test_who_was_introduced_is_who_asks():
    scope: dict[str, object] = {}
    introduce(scope, Visitor("甲", Role.ADMIN, "王"))
    assert visitor_of(SimpleNamespace(**scope["state"])) == Visitor("甲", Role.ADMIN, "王")


@pytest.mark.parametrize(
    "state", [SimpleNamespace(), SimpleNamespace(visitor=None), SimpleNamespace(visitor="甲"), None]
)
def test_a_request_that_nobody_introduced_stops(state):
    with pytest.raises(ValueError, match="middleware"):
        visitor_of(state)
