"""The command line, ``qa``: each command opens what it needs and nothing else.

The heavy parts are imported inside the commands, so that ``qa ask`` starts without a web framework and
``qa --help`` starts at once.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from importlib import import_module
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from embeddings.errors import InputError, ModelError, QAError
from qa.decide import Mode
from ui.settings import Settings, load_settings

if TYPE_CHECKING:
    from qa.training.own import Request

app = typer.Typer(
    name="qa",
    help="中文問答助理：每個答案都是文章裡的逐字引文，找不到就說「不知道」。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
FAILURE, BAD_INPUT, INTERRUPTED = 1, 2, 130
BEHIND_ANSWERS = 10  # added to the niceness of a rebuild that a server started: answering goes first

# The training scripts read their own options from the command line.
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
TRAIN_EXAMPLES = "例：`qa train reader --on 題目.json`，`qa train encoder --on 題目.json --epochs 5 --into 資料夾`"


class Model(StrEnum):
    """What can be trained."""

    READER = "reader"
    ENCODER = "encoder"


AsJson = Annotated[bool, typer.Option("--json", help="輸出 JSON，方便別的程式讀取。")]
NoRebuild = Annotated[bool, typer.Option("--no-rebuild", help="先不重建索引。")]


@app.command(epilog="例：`qa serve --port 8080`")
def serve(
    host: Annotated[str | None, typer.Option(help="要監聽的位址，預設 127.0.0.1。")] = None,
    port: Annotated[int | None, typer.Option(help="要監聽的連接埠，預設 8000。")] = None,
) -> None:
    """啟動服務：聊天網頁、HTTP 介面和介面文件。還沒有索引時會先建立。"""
    from ui.server import listening, prepare, run_server
    from ui.terminal import progress_shown
    from ui.wiring import open_services

    settings = load_settings()
    given = {"host": host, "port": port}
    settings = settings.model_copy(update={name: value for name, value in given.items() if value is not None})
    shown = console(stderr=True)
    with listening(settings) as listener:
        services = open_services(settings)
        with progress_shown(shown) as report:
            prepare(services, shown, report)
        from ui.app import create_app  # seconds: only now that the port is ours and there is a build

        run_server(create_app(services), listener, shown)


@app.command(epilog="例：`qa ask 圖書館的服務熱線是多少`")
def ask(
    question: Annotated[str, typer.Argument(help="問題，繁體或簡體都可以。")],
    as_json: AsJson = False,
    mode: Annotated[Mode | None, typer.Option(help="strict 較嚴、balanced 適中、loose 較寬。")] = None,
) -> None:
    """問一個問題。"""
    from ui.schema import AnswerOut
    from ui.terminal import print_answer
    from ui.wiring import open_services

    services = open_services(load_settings())
    answer = services.ask(question, mode)
    if as_json:
        print(AnswerOut.from_answer(answer).model_dump_json(indent=2))
    else:
        print_answer(console(), answer)


@app.command(epilog="例：`qa add 新聞.txt 筆記資料夾/`")
def add(
    paths: Annotated[list[Path], typer.Argument(help="檔案或資料夾，可以有好幾個。")],
    no_rebuild: NoRebuild = False,
) -> None:
    """加入文章，然後重建索引。"""
    from ui.intake import take_paths
    from ui.terminal import print_rows, progress_shown
    from ui.wiring import READING
    from ui.wording import OUTCOMES, refusal_label

    settings = load_settings()
    with progress_shown(console(stderr=True)) as report:
        intake = take_paths(settings, paths, partial(report, READING))
    rows = [(OUTCOMES[one.outcome], one.id, one.title, PurePath(one.origin).name) for one in intake.taken]
    rows += [
        (refusal_label(partial=intake.is_partial(one)), "", one.reason, PurePath(one.origin).name)
        for one in intake.refused
    ]
    print_rows(console(), ("結果", "編號", "文章", "檔案"), rows)
    totals = Counter(result for result, *_ in rows)
    console(stderr=True).print(" · ".join(f"{result} {count}" for result, count in totals.items()))
    if not intake.taken:
        raise InputError("沒有加入任何文章，請依上面的說明處理後再試。")
    finish(settings, no_rebuild=no_rebuild)


@app.command("list", epilog="例：`qa list`")
def list_articles(as_json: AsJson = False) -> None:
    """列出所有文章和編號。"""
    from embeddings.collection import Collection
    from ui.schema import ArticleSummaryOut
    from ui.terminal import print_rows

    with Collection.open(load_settings().collection_path) as collection:
        articles = [ArticleSummaryOut.model_validate(article) for article in collection.summaries()]
    if as_json:
        print(f"[{','.join(article.model_dump_json() for article in articles)}]")
        return
    if not articles:
        console(stderr=True).print("還沒有文章。把檔案放進 data/articles/ 再執行 qa rebuild，或用 qa add 加入。")
    rows = [(article.id, article.title, str(article.characters), article.origin) for article in articles]
    print_rows(console(), ("編號", "標題", "字數", "來源"), rows)


@app.command(epilog="例：`qa show 3f2a9c0d1e4b --diff`")
def show(
    id: Annotated[str, typer.Argument(help="文章的編號，用 qa list 查看。")],
    diff: Annotated[bool, typer.Option("--diff", help="顯示清理時改動了什麼。")] = False,
) -> None:
    """顯示一篇文章；加 --diff 對照原文與清理後的文字。"""
    from embeddings.collection import Collection
    from ui.terminal import print_article, print_diff

    with Collection.open(load_settings().collection_path) as collection:
        article = collection.get(id)
        if diff:
            print_diff(console(), collection.raw_text(id), article)
        else:
            print_article(console(), article)


@app.command(epilog="例：`qa remove 3f2a9c0d1e4b --now`")
def remove(
    ids: Annotated[list[str], typer.Argument(help="文章的編號，用 qa list 查看。")],
    now: Annotated[bool, typer.Option("--now", help="立刻從正在使用的索引裡隱藏，不等重建。")] = False,
    no_rebuild: NoRebuild = False,
) -> None:
    """刪除文章，然後重建索引。"""
    from ui.intake import remove_articles

    settings = load_settings()
    for title in remove_articles(settings, ids, now=now):
        console().print(f"已刪除《{title}》")
    finish(settings, no_rebuild=no_rebuild)


@app.command(epilog="例：`qa rebuild`")
def rebuild(
    progress_json: Annotated[bool, typer.Option("--progress-json", hidden=True)] = False,
) -> None:
    """重建索引：建好並檢查通過後才切換，期間服務不中斷。"""
    settings = load_settings()
    if progress_json:
        rebuild_for_programs(settings)
    else:
        finish(settings, no_rebuild=False)


@app.command(epilog="例：`qa builds`")
def builds() -> None:
    """列出保留的索引和各自的變動，星號是目前使用的。"""
    from ui.terminal import print_rows
    from ui.wiring import live_id, open_builds, open_encoder
    from ui.wording import changes_line, state_label

    settings = load_settings()
    kept = open_builds(settings, open_encoder(settings))
    live = live_id(kept)
    rows = [
        (
            state_label(made, live=made.id == live, published=kept.was_published(made.id)),
            made.id,
            str(made.articles),
            str(made.passages),
            changes_line(made),
            made.created,
        )
        for made in kept.manifests()
    ]
    print_rows(console(), ("使用中", "編號", "文章", "段落", "變動", "建立時間"), rows)


@app.command(epilog="例：`qa publish 20261124T081523123Z-3f2a9c`")
def publish(build: Annotated[str, typer.Argument(help="索引的編號，用 qa builds 查看。")]) -> None:
    """啟用一份保留的索引，新的舊的都可以。"""
    from ui.wiring import open_builds, open_encoder

    settings = load_settings()
    open_builds(settings, open_encoder(settings)).publish(build)
    console().print(f"已啟用索引 {build}")


@app.command(epilog="例：`qa rollback`")
def rollback() -> None:
    """退回上一份索引。"""
    from ui.wiring import open_builds, open_encoder

    settings = load_settings()
    build = open_builds(settings, open_encoder(settings)).rollback()
    console().print(f"已退回索引 {build}")


@app.command(epilog="例：`qa evaluate data/questions/golden.json --reading`")
def evaluate(
    file: Annotated[Path, typer.Argument(help="SQuAD 格式的題目檔。")],
    reading: Annotated[bool, typer.Option("--reading", help="只評閱讀：直接給出正確的段落。")] = False,
    as_json: AsJson = False,
) -> None:
    """用題目檔評測答得好不好。"""
    from ui.terminal import print_measures, progress_shown
    from ui.wiring import evaluate as run

    with progress_shown(console(stderr=True)) as report:
        measures = run(load_settings(), file, report, reading=reading)
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
) -> None:
    """訓練模型：加 --on 用自己的題目接著訓練；不加則從頭訓練，選項見 `python -m qa.training.train_reader -h`。"""
    with training_installed():
        if on is not None:
            from qa.training.own import Request

            into = into or load_settings().models_dir / kind
            train_on_own(kind, Request(on, start, into, held_out, epochs), context.args)
        else:
            import_module(f"qa.training.train_{kind}").main(context.args)


@contextmanager
def training_installed() -> Iterator[None]:
    """Say in plain words what to install when training needs a library that is not there."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise ModelError(
            f"訓練要用的套件沒有安裝（{error.name}）：請在專案資料夾執行 `.venv/bin/pip install -e '.[train]'`。"
        ) from error


def train_on_own(kind: str, request: "Request", unknown: Sequence[str]) -> None:
    """Train a model further on the user's questions; show before and after; exit with 1 if it got no better."""
    from qa.training.own import train_further
    from ui.terminal import print_training, progress_shown
    from ui.wiring import TRAINING

    if unknown:
        raise InputError(f"不認得的選項：{' '.join(unknown)}。用 `qa train {kind} --help` 查看可用的選項。")
    with progress_shown(console(stderr=True)) as report:
        trained = train_further(kind, request, partial(report, TRAINING))
    print_training(console(), trained)
    if not trained.kept:
        raise ModelError("沒有變好，所以沒有寫出新的權重。請加入更多題目，或換個 --epochs 再試。")
    console().print(f"新的權重在 {request.into}；設定 QA_{kind.upper()}={request.into} 即可使用。")


def finish(settings: Settings, *, no_rebuild: bool) -> None:
    """Rebuild with progress shown, or say how to do so later."""
    from ui.jobs import CANCELLED
    from ui.terminal import progress_shown
    from ui.wiring import rebuild as run
    from ui.wording import changes_line

    shown = console(stderr=True)
    if no_rebuild:
        shown.print("執行 qa rebuild 之後，這些變動才會生效。")
        return
    try:
        with progress_shown(shown) as report:
            rebuilt = run(settings, report)
    except KeyboardInterrupt as interrupt:
        shown.print(CANCELLED)
        raise typer.Exit(INTERRUPTED) from interrupt
    for problem in rebuilt.problems:
        shown.print(f"略過：{problem.reason}", style="yellow")
    made = rebuilt.manifest
    counts = f"{made.articles} 篇文章，{made.passages} 個段落"
    line = f"索引 {made.id} 已啟用：{counts}（{changes_line(made)}）。"
    if not rebuilt.changed:
        line = f"內容沒有變動，繼續使用索引 {made.id}：{counts}。"
    console().print(line, soft_wrap=True)


def rebuild_for_programs(settings: Settings) -> None:
    """Rebuild for a server that reads this process: each step, then the build or the error, as JSON lines."""
    if hasattr(os, "nice"):
        os.nice(BEHIND_ANSWERS)
    from ui.terminal import json_lines, print_json_line
    from ui.wiring import rebuild as run

    try:
        rebuilt = run(settings, json_lines())
    except QAError as error:
        print_json_line({"error": str(error)})
        raise typer.Exit(FAILURE) from error
    problems = [problem.reason for problem in rebuilt.problems]
    print_json_line({"build": rebuilt.manifest.id, "problems": problems})


def console(*, stderr: bool = False) -> Console:
    """Return where to print: what is printed is text, and no sign in it is another."""
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def main() -> None:
    """Run the command line: 0 when it worked, 2 for bad input, 1 for any other failure of ours."""
    try:
        app()
    except QAError as error:
        console(stderr=True).print(str(error), style="red", soft_wrap=True)
        sys.exit(BAD_INPUT if isinstance(error, InputError) else FAILURE)


if __name__ == "__main__":
    main()
