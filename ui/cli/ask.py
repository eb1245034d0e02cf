"""``qa ask``: one question, or a session of questions if none is given."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated

import typer

from embeddings.errors import InputError
from qa.answer import Answer
from qa.conversation import MOST_TURNS, EarlierTurn
from qa.decide import Mode
from ui import wiring
from ui.cli.terminal import AsJson, commands, console, print_answer, print_problems
from ui.schema import AnswerOut
from ui.settings import load_settings
from ui.wiring import Services

app = commands()

PROMPT = "問："
HOW = "輸入問題，按 Enter 送出；↑ 找回先前的問題；空行或 Ctrl-D 結束。"


@app.command(epilog="例：`qa ask 圖書館的服務熱線是多少`，或只打 `qa ask`，一題一題問")
def ask(
    question: Annotated[str | None, typer.Argument(help="問題，繁體或簡體都可以；不給就一題一題問。")] = None,
    as_json: AsJson = False,
    mode: Annotated[Mode | None, typer.Option(help="strict 較嚴、balanced 適中、loose 較寬。")] = None,
) -> None:
    """問一個問題；不給問題，就在終端機一題一題問，模型只載入一次，也可以接著前面的話問（那週末呢？）。"""
    settings = load_settings()
    services = wiring.open_services(settings)
    print_problems(console(stderr=True), wiring.word_problems(settings))
    if question is not None:
        tell(services, question, mode, [], indent=2 if as_json else None, as_json=as_json)
        return
    said: list[EarlierTurn] = []
    for asked in questions():
        try:
            answer = tell(services, asked, mode, said, indent=None, as_json=as_json)
            said = [*said, turn_of(answer)][-MOST_TURNS:]
        except InputError as error:  # concerns this question only
            console(stderr=True).print(str(error), style="red", soft_wrap=True)


def tell(
    services: Services, question: str, mode: Mode | None, said: list[EarlierTurn], *, as_json: bool, indent: int | None
) -> Answer:
    """Ask a question after earlier turns, print the answer for a person or as JSON, and return it."""
    answer = services.ask(question, mode, said)
    if as_json:
        print(AnswerOut.from_answer(answer).model_dump_json(indent=indent), flush=True)
    else:
        print_answer(console(), answer)
    return answer


def turn_of(answer: Answer) -> EarlierTurn:
    """Return a question, as it was understood, and its answer as an earlier turn for later questions."""
    return EarlierTurn(answer.understood_as or answer.question, answer.answer)


def questions() -> Iterator[str]:
    """Yield the questions typed up to an empty line or the end of input, or piped in one per line."""
    at_terminal = sys.stdin.isatty()
    if at_terminal:
        with suppress(ModuleNotFoundError):  # on Windows, whose console edits lines by itself
            # Importing it makes ``input`` edit characters, not bytes, and keep a history.
            import readline  # noqa: F401 -- input() uses it once it is there
        console(stderr=True).print(HOW)
    while True:
        try:
            line = input(PROMPT if at_terminal else "")
        except EOFError:
            break
        line = line.encode(errors="replace").decode().strip()  # drops lone surrogates
        if line:
            yield line
        elif at_terminal:
            break
    if at_terminal:
        console(stderr=True).print()
