"""``qa feedback``: what people said of answers, as questions to evaluate and train with."""

import json
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from embeddings.errors import InputError, SourceError, system_reason
from ui.cli.terminal import AsJson, commands, console, print_rows
from ui.people.feedback import Opinion, Verdict, as_squad, opinions
from ui.people.file import open_people
from ui.settings import load_settings

app = commands()

VERDICTS = {Verdict.RIGHT: "正確", Verdict.WRONG: "不對"}
NOTHING = "還沒有人指出哪個答案對、哪個不對：在網頁的答案下面按「有幫助」或「不對」，就會記下來。"


class Action(StrEnum):
    """What to do with the feedback."""

    LIST = "list"
    EXPORT = "export"


@app.command(epilog="例：`qa feedback export 題目.json`，再 `qa evaluate 題目.json --reading`")
def feedback(
    action: Annotated[Action, typer.Argument(help="list 列出，export 存成題目檔。", show_choices=True)],
    file: Annotated[Path | None, typer.Argument(help="export 要寫到哪個檔案（SQuAD 格式的 JSON）。")] = None,
    as_json: AsJson = False,
) -> None:
    """列出使用者對答案的回饋，或存成 qa evaluate 和 qa train 能用的題目檔。"""
    with open_people(load_settings().people_path) as people:
        said = opinions(people)
    match action:
        case Action.LIST:
            show(said, as_json=as_json)
        case Action.EXPORT:
            write(said, file)


def show(said: list[Opinion], *, as_json: bool) -> None:
    """Print what was said, a line for each question."""
    if as_json:
        print(json.dumps(as_squad(said), ensure_ascii=False))
        return
    if not said:
        console(stderr=True).print(NOTHING, soft_wrap=True)
    print_rows(console(), ("時間", "回饋", "問題", "正確的答案"), [row_of(one) for one in said])


def row_of(one: Opinion) -> tuple[str, str, str, str]:
    """Return what was said of a question as the row of a table."""
    right = "（未指出）" if one.example is None else one.example.answer or "（文章裡沒有）"
    return one.given[:16].replace("T", " "), VERDICTS[one.verdict], one.question, right


def write(said: list[Opinion], file: Path | None) -> None:
    """Write the examples to a file, and say how many there are."""
    if file is None:
        raise InputError("請給要寫到的檔案，例如 qa feedback export 題目.json。")
    counts = Counter(one.example is not None for one in said)
    if not counts[True]:
        raise InputError(f"沒有可以匯出的題目。{NOTHING}")
    try:
        file.write_text(json.dumps(as_squad(said), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise SourceError(f"{file} 寫不進去（{system_reason(error)}）：請換一個位置。") from error
    left = f"；另有 {counts[False]} 題只說不對，沒有指出正確的答案" if counts[False] else ""
    console().print(f"{counts[True]} 題寫到 {file}{left}。", soft_wrap=True)
