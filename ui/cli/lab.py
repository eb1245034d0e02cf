"""``qa evaluate`` and ``train``."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from embeddings.errors import InputError, ModelError
from qa.evaluate import evaluate_reading, evaluate_search
from qa.squad import read_squad
from qa.training.course import Request, TrainingResult
from ui import wiring
from ui.cli.terminal import AsJson, commands, console, print_measures, print_rows, progress_shown
from ui.settings import load_settings
from ui.wording import measure_line

app = commands()

# The training scripts read their own options from the command line.
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
TRAIN_EXAMPLES = "例：`qa train reader --on 題目.json`，`qa train encoder --on 題目.json --epochs 5 --into 資料夾`"


class Model(StrEnum):
    """What can be trained."""

    READER = "reader"
    ENCODER = "encoder"


@app.command(epilog="例：`qa evaluate data/questions/golden.json --reading`")
def evaluate(
    file: Annotated[Path, typer.Argument(help="SQuAD 格式的題目檔。")],
    reading: Annotated[bool, typer.Option("--reading", help="只評閱讀：直接給出正確的段落。")] = False,
    as_json: AsJson = False,
) -> None:
    """用題目檔評測答得好不好。"""
    settings, dataset = load_settings(), read_squad(file)
    with progress_shown(console(stderr=True)) as report:
        if reading:
            measures = evaluate_reading(dataset, wiring.open_reader(settings), report)
        else:
            measures = evaluate_search(dataset, wiring.open_pipeline(settings), report)
    if as_json:
        print(json.dumps(measures, ensure_ascii=False, indent=2))
    else:
        print_measures(console(), measures)


@app.command(epilog=TRAIN_EXAMPLES, context_settings=PASSED_ON, no_args_is_help=True)
def train(  # noqa: PLR0913 -- each parameter is an option that people type
    context: typer.Context,
    kind: Annotated[Model, typer.Argument(help="reader 是閱讀模型，encoder 是檢索模型。", show_choices=True)],
    on: Annotated[
        Path | None, typer.Option("--on", help="自己的題目：SQuAD 格式的 JSON 檔。", exists=True, dir_okay=False)
    ] = None,
    start: Annotated[Path | None, typer.Option("--from", help="從哪個資料夾的權重接著訓練，預設是隨附的。")] = None,
    into: Annotated[Path | None, typer.Option(help="變好的權重寫到哪裡，預設是資料夾裡的 models。")] = None,
    held_out: Annotated[float, typer.Option(help="多少比例的題目只用來評測。", min=0.05, max=0.5)] = 0.2,
    epochs: Annotated[int, typer.Option(help="每一題看幾遍。", min=1)] = 3,
    as_json: AsJson = False,
) -> None:
    """訓練模型：加 --on 用自己的題目接著訓練；不加則從頭訓練，選項見 `python -m qa.training.train_reader -h`。"""
    with training_installed():
        if on is None:
            import_module(f"qa.training.train_{kind}").main(context.args)
            return
        into = into or load_settings().models_dir / kind
        train_on_own(kind, Request(on, start, into, held_out, epochs), context.args, as_json=as_json)


@contextmanager
def training_installed() -> Iterator[None]:
    """Say in plain words what to install when training needs a library that is not there."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise ModelError(
            f"訓練要用的套件沒有安裝（{error.name}）：請在專案資料夾執行 `.venv/bin/pip install -e '.[train]'`。"
        ) from error


def train_on_own(kind: str, request: Request, unknown: Sequence[str], *, as_json: bool) -> None:
    """Train a model further on the user's questions; show before and after; exit with 1 if it got no better."""
    from qa.training.own import train_further  # PyTorch takes seconds to load

    if unknown:
        raise InputError(f"不認得的選項：{' '.join(unknown)}。用 `qa train {kind} --help` 查看可用的選項。")
    with progress_shown(console(stderr=True)) as report:
        trained = train_further(kind, request, report)
    if as_json:
        into = str(request.into) if trained.kept else None
        print(json.dumps({**asdict(trained), "into": into}, ensure_ascii=False, indent=2))
    else:
        print_training(console(), trained)
    if not trained.kept:
        raise ModelError("沒有變好，所以沒有寫出新的權重。請加入更多題目，或換個 --epochs 再試。")
    console(stderr=as_json).print(f"新的權重在 {request.into}；設定 QA_{kind.upper()}={request.into} 即可使用。")


def print_training(console: Console, result: TrainingResult) -> None:
    """Print what was trained on, what was skipped, and the held-out scores before and after."""
    console.print(f"訓練 {result.training} 題，評測 {result.held_out} 題（不參與訓練）。")
    for reason, count in result.skipped.items():
        console.print(Text(f"略過 {count} 題：{reason}", "yellow"))
    after = result.after
    rows = [(*measure_line(name, old), measure_line(name, after[name])[1]) for name, old in result.before.items()]
    print_rows(console, ("指標", "訓練前", "訓練後"), rows)
