"""``qa ask``."""

from typing import Annotated

import typer

from qa.decide import Mode
from ui import wiring
from ui.cli.terminal import AsJson, commands, console, print_answer
from ui.schema import AnswerOut
from ui.settings import load_settings

app = commands()


@app.command(epilog="例：`qa ask 圖書館的服務熱線是多少`")
def ask(
    question: Annotated[str, typer.Argument(help="問題，繁體或簡體都可以。")],
    as_json: AsJson = False,
    mode: Annotated[Mode | None, typer.Option(help="strict 較嚴、balanced 適中、loose 較寬。")] = None,
) -> None:
    """問一個問題。"""
    answer = wiring.open_services(load_settings()).ask(question, mode)
    if as_json:
        print(AnswerOut.from_answer(answer).model_dump_json(indent=2))
    else:
        print_answer(console(), answer)
