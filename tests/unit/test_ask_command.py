"""``qa ask``: one question or one after another, typed or piped, for people or for programs."""

import io
import json
import sys

import pytest

from embeddings.article import Article
from embeddings.errors import QuestionError
from tests.fakes.assistant import FakeBuild, FakeLive, OverlapAssistant
from tests.fakes.command import run_line
from ui import wiring
from ui.cli import ask as command
from ui.settings import Settings
from ui.wiring import Services

TEXT = "雲澤市圖書館3月15日開放，週末10點開門。館長沈若溪說歡迎。"
ARTICLE = Article("a-1", "圖書館", TEXT, "library.txt", None, "2024-03-15")
QUESTION = "雲澤市圖書館哪天開放"


class Terminal(io.StringIO):
    """What is typed, line by line."""

    def isatty(self):
        return True


@pytest.fixture
def services(tmp_path, monkeypatch):
    monkeypatch.setenv("QA_DATA_DIR", str(tmp_path / "data"))
    live = FakeLive(FakeBuild("build-1", (ARTICLE,)))
    made = Services(Settings(data_dir=tmp_path / "data"), OverlapAssistant(live), live, None, None)
    monkeypatch.setattr(wiring, "open_services", lambda settings: made)
    return made


@pytest.fixture
def qa(services, monkeypatch, capsys):
    """Run ``qa ask`` with words and what comes in; return its exit code and what it printed and told."""

    def run(*words, typed=None, piped=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(piped) if typed is None else Terminal(typed))
        code = run_line(monkeypatch, "ask", *words)
        return (code, *capsys.readouterr())

    return run


def test_one_question_is_answered_with_its_quote_and_place(qa):
    code, out, err = qa(QUESTION)
    assert (code, err) == (0, "")
    assert "3月15日" in out
    assert "《圖書館》" in out


def test_as_json_it_is_the_answer_and_nothing_else(qa):
    code, out, err = qa(QUESTION, "--json")
    told = json.loads(out)
    assert (code, err, told["answer"], told["answered"]) == (0, "", "3月15日", True)
    assert out.count("\n") > 5  # for people to look at


def test_what_is_piped_in_is_asked_line_by_line(qa):
    code, out, err = qa("--json", piped=f"{QUESTION}\n\n阿基米德\n")
    rows = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [row["answered"] for row in rows] == [True, False]


def test_a_question_leans_on_those_before_it(qa, services, monkeypatch):
    heard = []
    real = Services.ask

    def ask(self, question, mode=None, history=(), *more):
        heard.append((question, [turn.question for turn in history]))
        return real(self, question, mode, history, *more)

    monkeypatch.setattr(Services, "ask", ask)
    qa("--json", piped="雲澤市圖書館週六幾點開門？\n那週日呢？\n館長是誰？\n")
    assert [question for question, _ in heard] == ["雲澤市圖書館週六幾點開門？", "那週日呢？", "館長是誰？"]
    assert heard[0][1] == []
    assert heard[2][1][0] == "雲澤市圖書館週六幾點開門？"
    assert "週日" in heard[2][1][1]
    assert "圖書館" in heard[2][1][1]  # as it was understood


def test_a_question_that_cannot_be_asked_ends_nothing_but_itself(qa, monkeypatch):
    real = OverlapAssistant.ask

    def ask(self, question, *more):
        if question == "壞":
            raise QuestionError("這一題不能問。")
        return real(self, question, *more)

    monkeypatch.setattr(OverlapAssistant, "ask", ask)
    code, out, err = qa("--json", piped=f"壞\n{QUESTION}\n")
    assert code == 0
    assert json.loads(out)["answer"] == "3月15日"
    assert err == "這一題不能問。\n"


def test_a_single_question_that_cannot_be_asked_is_bad_input(qa, monkeypatch):
    def refused(*_):
        raise QuestionError("這一題不能問。")

    monkeypatch.setattr(OverlapAssistant, "ask", refused)
    code, out, err = qa("壞")
    assert (code, out) == (2, "")
    assert "這一題不能問。" in err


def test_at_a_terminal_it_says_how_and_ends_at_an_empty_line(qa, monkeypatch):
    prompts = []
    lines = iter([QUESTION, "", "沒有人會問這一題"])

    def typed(prompt=""):
        prompts.append(prompt)
        return next(lines)

    monkeypatch.setattr("builtins.input", typed)
    code, out, err = qa(typed="")
    assert code == 0
    assert prompts == [command.PROMPT, command.PROMPT]
    assert command.HOW in err
    assert "3月15日" in out


def test_the_end_of_input_ends_it_without_a_word_too_many(qa):
    assert qa(piped="")[:2] == (0, "")
    code, _, err = qa(typed="")
    assert code == 0
    assert "Traceback" not in err


def test_half_a_character_that_was_typed_is_no_error(qa, monkeypatch):
    lines = iter(["\udce9\x81" + QUESTION])

    def typed(prompt=""):
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", typed)
    code, out, _ = qa("--json", piped="ignored")
    assert code == 0
    assert json.loads(out)["question"].startswith("?")


@pytest.mark.parametrize("mode", ["strict", "balanced", "loose"])
def test_the_mode_is_handed_on(qa, monkeypatch, mode):
    given, real = [], OverlapAssistant.ask

    def ask(self, question, mode, *more):
        given.append(mode)
        return real(self, question, mode, *more)

    monkeypatch.setattr(OverlapAssistant, "ask", ask)
    qa(QUESTION, "--mode", mode)
    assert given == [mode]


def test_words_of_one_s_own_that_cannot_be_used_are_told_and_do_not_stop_it(qa, services):
    services.settings.data_dir.mkdir(parents=True, exist_ok=True)
    (services.settings.data_dir / "synonyms.txt").write_text("只有一個\n", encoding="utf-8")
    code, out, err = qa(QUESTION)
    assert code == 0
    assert "3月15日" in out
    assert "1" in err
