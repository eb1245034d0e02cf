"""``qa evaluate`` and ``train``."""

import json
import os
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

from embeddings.errors import InputError, ModelError, QAError
from embeddings.progress import Report
from qa.decide import WEIGHTS
from qa.evaluate import evaluate_reading, evaluate_search
from qa.exam import Exam, examine
from qa.squad import Dataset, read_squad
from qa.training.course import Request, TrainingResult
from qa.training.own_calibration import calibrate_on, calibrate_on_held_out
from ui import wiring
from ui.cli.builds import BEHIND_ANSWERS
from ui.cli.terminal import (
    AsJson,
    commands,
    console,
    json_lines,
    print_json_line,
    print_measures,
    print_rows,
    progress_shown,
)
from ui.people.exams import Exams
from ui.places import without_paths
from ui.settings import Settings, load_settings
from ui.wording import TALLIED, curve_line, measure_line, tally_line

app = commands()

# The training scripts read their own options from the command line.
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
LIVE = "live"
AT_TERMINAL = "terminal"
OF_BUILD = "問這一份索引，列出每一類答得如何，結果留著比較；live 是目前使用的。"
SCRIPTS = {
    "reader": "qa.training.train_reader",
    "encoder": "qa.training.train_encoder",
    "calibration": "qa.training.calibrate",
}
KINDS = "reader 是閱讀模型，encoder 是檢索模型，calibration 是閱讀模型的信心。"
FROM = "從哪個資料夾的權重接著訓練，或校準哪個資料夾的閱讀器；預設是隨附的。"
TRAIN_EXAMPLES = "例：`qa train reader --on 題目.json`，`qa train encoder --on 題目.json --epochs 5 --into 資料夾`"


class Model(StrEnum):
    """The models that can be trained."""

    READER = "reader"
    ENCODER = "encoder"
    CALIBRATION = "calibration"


@app.command(epilog="例：`qa evaluate data/questions/golden.json --reading`，`qa evaluate 題目.json --build live`")
def evaluate(
    file: Annotated[Path, typer.Argument(help="SQuAD 格式的題目檔。")],
    reading: Annotated[bool, typer.Option("--reading", help="只評閱讀：直接給出正確的段落。")] = False,
    build: Annotated[str | None, typer.Option("--build", help=OF_BUILD)] = None,
    as_json: AsJson = False,
    progress_json: Annotated[bool, typer.Option("--progress-json", hidden=True)] = False,
    name: Annotated[str | None, typer.Option(hidden=True)] = None,
) -> None:
    """用題目檔評測答得好不好。"""
    if progress_json:
        examine_for_programs(file, build or LIVE, name or file.name)
        return
    settings, dataset = load_settings(), read_squad(file)
    if build is not None:
        examine_build(settings, dataset, build, file.name, as_json=as_json)
        return
    with progress_shown(console(stderr=True)) as report:
        if reading:
            measures = evaluate_reading(dataset, wiring.open_reader(settings), report)
        else:
            measures = evaluate_search(dataset, wiring.open_pipeline(settings), report)
    if as_json:
        print(json.dumps(measures, ensure_ascii=False, indent=2))
    else:
        print_measures(console(), measures)


def examine_build(settings: Settings, dataset: Dataset, build: str, name: str, *, as_json: bool) -> None:
    """Ask the questions of a build, keep what it comes to, and print it by kind."""
    with progress_shown(console(stderr=True)) as report:
        exam = examine_and_keep(settings, dataset, build, name, report)[1]
    if as_json:
        print(json.dumps(exam.to_dict(), ensure_ascii=False, indent=2))
        return
    console().print(f"索引 {exam.build}", markup=False)
    print_rows(console(), [TALLIED[column] for column in TALLIED], [tally_line(asdict(one)) for one in exam.tallies])
    if exam.left_out:
        console().print(f"另有 {exam.left_out} 題問的是別的文章，沒有計入。")
    print_rows(console(), ("作答的範圍", "答錯的比例", "信心門檻"), [curve_line(**point) for point in exam.curve])


def examine_for_programs(file: Path, build: str, name: str) -> None:
    """Do so for a server that reads the output: progress, then the id of what is kept or the error, as JSON lines."""
    if hasattr(os, "nice"):
        os.nice(BEHIND_ANSWERS)
    settings = load_settings()
    try:
        id, _ = examine_and_keep(settings, read_squad(file), build, name, json_lines())
    except QAError as error:
        print_json_line({"error": without_paths(str(error).replace(str(file), name), settings.data_dir)})
        raise typer.Exit(1) from error
    print_json_line({"exam": id})


def examine_and_keep(settings: Settings, dataset: Dataset, build: str, name: str, report: Report) -> tuple[str, Exam]:
    """Return the id under which an exam is kept, and the exam."""
    pipeline = wiring.open_pipeline(settings)
    builds = wiring.open_builds(settings, pipeline.encoder)
    opened = builds.open_live() if build == LIVE else builds.open(build)
    exam = examine(dataset, pipeline, opened, report)
    with Exams.open(settings.people_path) as exams:
        return exams.keep(AT_TERMINAL, name, exam.build, exam.to_dict()), exam


@app.command(epilog=TRAIN_EXAMPLES, context_settings=PASSED_ON, no_args_is_help=True)
def train(  # noqa: PLR0913 -- each parameter is an option that people type
    context: typer.Context,
    kind: Annotated[
        Model,
        typer.Argument(help="reader 是閱讀模型，encoder 是檢索模型，calibration 是閱讀模型的信心。", show_choices=True),
    ],
    on: Annotated[
        Path | None, typer.Option("--on", help="自己的題目：SQuAD 格式的 JSON 檔。", exists=True, dir_okay=False)
    ] = None,
    start: Annotated[Path | None, typer.Option("--from", help=FROM)] = None,
    into: Annotated[Path | None, typer.Option(help="變好的權重寫到哪裡，預設是資料夾裡的 models。")] = None,
    held_out: Annotated[float, typer.Option(help="多少比例的題目只用來評測。", min=0.05, max=0.5)] = 0.2,
    epochs: Annotated[int, typer.Option(help="每一題看幾遍。", min=1)] = 3,
    as_json: AsJson = False,
) -> None:
    """訓練模型：加 --on 用自己的題目接著訓練；不加則從頭訓練，選項見 `python -m qa.training.train_reader -h`。"""
    with training_installed():
        if on is None:
            import_module(SCRIPTS[kind]).main(context.args)
            return
        refuse_unknown(kind, context.args)
        if kind is Model.CALIBRATION:
            calibrate_own(on, start, into, held_out)
            return
        into = into or load_settings().models_dir / kind
        train_on_own(kind, Request(on, start, into, held_out, epochs), as_json=as_json)


@contextmanager
def training_installed() -> Iterator[None]:
    """Say what to install if training needs a library that is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise ModelError(
            f"訓練要用的套件沒有安裝（{error.name}）：請在專案資料夾執行 `.venv/bin/pip install -e '.[train]'`。"
        ) from error


def refuse_unknown(kind: str, unknown: Sequence[str]) -> None:
    """Raise for options that are for training from scratch, or for nothing."""
    if unknown:
        raise InputError(f"不認得的選項：{' '.join(unknown)}。用 `qa train {kind} --help` 查看可用的選項。")


def train_on_own(kind: str, request: Request, *, as_json: bool) -> None:
    """Fine-tune a model on the user's questions, print scores before and after; exit with 1 if it did not improve."""
    from qa.training.own import train_further  # PyTorch takes seconds to import

    with progress_shown(console(stderr=True)) as report:
        trained = train_further(kind, request, report)
    if as_json:
        into = str(request.into) if trained.kept else None
        print(json.dumps({**asdict(trained), "into": into}, ensure_ascii=False, indent=2))
    else:
        print_training(console(), trained)
    if not trained.kept:
        raise ModelError("沒有變好，所以沒有寫出新的權重。請加入更多題目，或換個 --epochs 再試。")
    told = console(stderr=as_json)
    if kind == Model.READER:
        told.print(calibration_line(request))
    told.print(f"新的權重在 {request.into}；設定 QA_{kind.upper()}={request.into} 即可使用。")


def calibration_line(request: Request) -> str:
    """Calibrate a reader that was just trained, if enough questions were held out; return what became of it."""
    used = calibrate_on_held_out(request, wiring.open_pipeline(load_settings(reader=str(request.into))))
    if used:
        return f"信心用沒有參與訓練的 {used} 題校準好了。"
    example = f"qa train calibration --on 題目.json --from {request.into}"
    return f"沒有參與訓練的題目不夠校準，答案暫時不附信心；有其他題目時，執行 {example} 校準。"


def calibrate_own(on: Path, folder: Path | None, into: Path | None, held_out: float) -> None:
    """Calibrate the reader in a folder on the user's questions, and print the calibration error before and after."""
    if folder is None:
        raise InputError("請用 --from 指定要校準的閱讀器所在的資料夾；隨附的閱讀器已經校準過。")
    request = Request(on, folder, into or folder, held_out, epochs=1)
    result = calibrate_on(request, wiring.open_pipeline(load_settings(reader=str(folder))))
    print_training(console(), result)
    console().print(f"校準寫在 {request.into / WEIGHTS.name}；設定 QA_READER={folder} 的答案從此附上信心。")


def print_training(console: Console, result: TrainingResult) -> None:
    """Print the training questions, those skipped, and the held-out scores before and after."""
    console.print(f"訓練 {result.training} 題，評測 {result.held_out} 題（不參與訓練）。")
    for reason, count in result.skipped.items():
        console.print(Text(f"略過 {count} 題：{reason}", "yellow"))
    after = result.after
    rows = [(*measure_line(name, old), measure_line(name, after[name])[1]) for name, old in result.before.items()]
    print_rows(console, ("指標", "訓練前", "訓練後"), rows)
