"""The command line, ``qa``: each command opens what it needs and nothing else.

The heavy parts are imported inside the commands, so that ``qa ask`` starts without a web framework and
``qa --help`` starts at once.
"""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from embeddings.errors import InputError, QAError
from qa.decide import Mode
from ui.settings import Settings, load_settings

app = typer.Typer(
    name="qa",
    help="中文問答助理：每個答案都是文章裡的逐字引文，找不到就說「不知道」。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
train = typer.Typer(help="用自己的資料訓練模型。", no_args_is_help=True)
app.add_typer(train, name="train")

FAILURE, BAD_INPUT = 1, 2

# The training scripts read their own options from the command line.
PASSED_ON: dict[str, Any] = {
    "add_help_option": False,
    "context_settings": {"allow_extra_args": True, "ignore_unknown_options": True},
}

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
    console = Console(stderr=True)
    with listening(settings) as listener:
        services = open_services(settings)
        with progress_shown(console) as report:
            prepare(services, console, report)
        from ui.app import create_app  # seconds: only now that the port is ours and there is a build

        run_server(create_app(services), listener, console)


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
        print_answer(Console(), answer)


@app.command(epilog="例：`qa add 新聞.txt 筆記資料夾/`")
def add(
    paths: Annotated[list[Path], typer.Argument(help="檔案或資料夾，可以有好幾個。")],
    no_rebuild: NoRebuild = False,
) -> None:
    """加入文章，然後重建索引。"""
    from ui.intake import take_paths
    from ui.terminal import print_rows
    from ui.wording import OUTCOMES

    settings = load_settings()
    intake = take_paths(settings, paths)
    rows = [(OUTCOMES[taken.outcome], taken.id, taken.title) for taken in intake.taken]
    rows += [("未加入", "", problem.reason) for problem in intake.refused]
    print_rows(Console(), ("結果", "編號", "文章"), rows)
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
        Console(stderr=True).print("還沒有文章。把檔案放進 data/articles/ 再執行 qa rebuild，或用 qa add 加入。")
    rows = [(article.id, article.title, str(article.characters), article.origin) for article in articles]
    print_rows(Console(), ("編號", "標題", "字數", "來源"), rows)


@app.command(epilog="例：`qa remove 3f2a9c0d1e4b5a67`")
def remove(
    ids: Annotated[list[str], typer.Argument(help="文章的編號，用 qa list 查看。")],
    no_rebuild: NoRebuild = False,
) -> None:
    """刪除文章，然後重建索引。"""
    from ui.intake import remove_articles

    settings = load_settings()
    for title in remove_articles(settings, ids):
        Console().print(f"已刪除《{title}》", markup=False, highlight=False)
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
    """列出保留的索引，星號是目前使用的。"""
    from ui.terminal import print_rows
    from ui.wiring import live_id, open_builds, open_encoder

    settings = load_settings()
    kept = open_builds(settings, open_encoder(settings))
    live = live_id(kept)
    rows = [
        ("*" if made.id == live else "", made.id, str(made.articles), str(made.passages), made.created)
        for made in kept.manifests()
    ]
    print_rows(Console(), ("使用中", "編號", "文章", "段落", "建立時間"), rows)


@app.command(epilog="例：`qa rollback`")
def rollback() -> None:
    """退回上一份索引。"""
    from ui.wiring import open_builds, open_encoder

    settings = load_settings()
    build = open_builds(settings, open_encoder(settings)).rollback()
    Console().print(f"已退回索引 {build}", markup=False, highlight=False)


@app.command(epilog="例：`qa evaluate data/questions/golden.json --reading`")
def evaluate(
    file: Annotated[Path, typer.Argument(help="SQuAD 格式的題目檔。")],
    reading: Annotated[bool, typer.Option("--reading", help="只評閱讀：直接給出正確的段落。")] = False,
    as_json: AsJson = False,
) -> None:
    """用題目檔評測答得好不好。"""
    from ui.terminal import print_measures, progress_shown
    from ui.wiring import evaluate as run

    with progress_shown(Console(stderr=True)) as report:
        measures = run(load_settings(), file, report, reading=reading)
    if as_json:
        print(json.dumps(measures, ensure_ascii=False, indent=2))
    else:
        print_measures(Console(), measures)


@train.command("reader", **PASSED_ON)
def train_reader(context: typer.Context) -> None:
    """訓練閱讀模型；選項用 `qa train reader --help` 查看。"""
    from qa.training.train_reader import main as run

    run(context.args)


@train.command("encoder", **PASSED_ON)
def train_encoder(context: typer.Context) -> None:
    """訓練檢索模型；選項用 `qa train encoder --help` 查看。"""
    from qa.training.train_encoder import main as run

    run(context.args)


def finish(settings: Settings, *, no_rebuild: bool) -> None:
    """Rebuild with progress shown, or say how to do so later."""
    from ui.terminal import progress_shown
    from ui.wiring import rebuild as run

    console = Console(stderr=True)
    if no_rebuild:
        console.print("執行 qa rebuild 之後，這些變動才會生效。", markup=False)
        return
    with progress_shown(console) as report:
        rebuilt = run(settings, report)
    for problem in rebuilt.problems:
        console.print(f"略過：{problem.reason}", style="yellow", markup=False, highlight=False)
    made = rebuilt.manifest
    line = f"索引 {made.id} 已啟用：{made.articles} 篇文章，{made.passages} 個段落。"
    Console().print(line, markup=False, highlight=False)


def rebuild_for_programs(settings: Settings) -> None:
    """Rebuild for a server that reads this process: each step, then the build or the error, as JSON lines."""
    from ui.terminal import json_lines, print_json_line
    from ui.wiring import rebuild as run

    try:
        rebuilt = run(settings, json_lines())
    except QAError as error:
        print_json_line({"error": str(error)})
        raise typer.Exit(FAILURE) from error
    problems = [problem.reason for problem in rebuilt.problems]
    print_json_line({"build": rebuilt.manifest.id, "problems": problems})


def main() -> None:
    """Run the command line: 0 when it worked, 2 for bad input, 1 for any other failure of ours."""
    try:
        app()
    except QAError as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(BAD_INPUT if isinstance(error, InputError) else FAILURE)


if __name__ == "__main__":
    main()
