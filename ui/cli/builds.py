"""``qa rebuild``, ``builds``, ``publish`` and ``rollback``."""

import os
from functools import partial
from typing import Annotated

import typer

from embeddings.errors import QAError
from ui import wiring
from ui.cli.terminal import (
    AsJson,
    commands,
    console,
    json_lines,
    print_json_line,
    print_json_list,
    print_problems,
    print_rows,
    progress_shown,
)
from ui.jobs import CANCELLED, STILL_PUBLISHED
from ui.places import without_paths
from ui.rebuild import Rebuilt
from ui.rebuild import rebuild as run
from ui.schema import BuildOut
from ui.settings import Settings, load_settings
from ui.wording import changes_line, golden_line, state_label

app = commands()

FAILED, PARTLY, INTERRUPTED = 1, 3, 130
PARTLY_HELP = f"有檔案沒有讀進來，而其餘都做完時，結束代碼是 {PARTLY}。"
BEHIND_ANSWERS = 10  # added to the niceness of a rebuild started by a server: answering has priority


@app.command(epilog=f"例：`qa rebuild`。{PARTLY_HELP}")
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
def builds(as_json: AsJson = False) -> None:
    """列出保留的索引和各自的變動，星號是目前使用的。"""
    settings = load_settings()
    kept = wiring.open_builds(settings, wiring.open_encoder(settings))
    live = wiring.live_id(kept)
    if as_json:
        print_json_list(
            BuildOut.from_manifest(made, live, published=kept.was_published(made.id)) for made in kept.manifests()
        )
        return
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
    settings = load_settings()
    wiring.open_builds(settings, wiring.open_encoder(settings)).publish(build)
    console().print(f"已啟用索引 {build}")


@app.command(epilog="例：`qa rollback`")
def rollback() -> None:
    """退回上一份索引。"""
    settings = load_settings()
    build = wiring.open_builds(settings, wiring.open_encoder(settings)).rollback()
    console().print(f"已退回索引 {build}")


def finish(settings: Settings, *, no_rebuild: bool, as_json: bool = False) -> None:
    """Rebuild with progress shown, or say how to do so later; exit with ``PARTLY`` if files could not be read.

    With ``as_json`` the result is printed to standard error.
    """
    shown = console(stderr=True)
    if no_rebuild:
        shown.print("執行 qa rebuild 之後，這些變動才會生效。")
        return
    live: list[Rebuilt] = []  # set once the build is live, even if interrupted afterwards
    try:
        with progress_shown(shown) as report:
            rebuilt = run(settings, report, live.append)
    except KeyboardInterrupt as interrupt:
        changed = [one.manifest.id for one in live if one.changed]
        shown.print(STILL_PUBLISHED.format(changed[0]) if changed else CANCELLED, soft_wrap=True)
        raise typer.Exit(INTERRUPTED) from interrupt
    for problem in rebuilt.problems:
        shown.print(f"略過：{problem.reason}", style="yellow")
    print_problems(shown, wiring.word_problems(settings))
    made = rebuilt.manifest
    counts = f"{made.articles} 篇文章，{made.passages} 個段落"
    line = f"索引 {made.id} 已啟用：{counts}（{changes_line(made)}）。"
    if not rebuilt.changed:
        line = f"內容沒有變動，繼續使用索引 {made.id}：{counts}。"
    console(stderr=as_json).print(line + golden_line(rebuilt.golden), soft_wrap=True)
    if rebuilt.problems:
        raise typer.Exit(PARTLY)


def rebuild_for_programs(settings: Settings) -> None:
    """Rebuild for a server that reads the output: progress, then the build or the error, as JSON lines."""
    if hasattr(os, "nice"):
        os.nice(BEHIND_ANSWERS)
    try:
        run(settings, json_lines(), partial(tell_program, settings))
    except QAError as error:
        print_json_line({"error": without_paths(str(error), settings.data_dir)})
        raise typer.Exit(FAILED) from error


def tell_program(settings: Settings, rebuilt: Rebuilt) -> None:
    """Print the live build and the problems as a JSON line."""
    problems = [*(problem.reason for problem in rebuilt.problems), *wiring.word_problems(settings)]
    golden = golden_line(rebuilt.golden)
    message = {"message": golden} if golden else {}
    print_json_line({"build": rebuilt.manifest.id, "changed": rebuilt.changed, "problems": problems, **message})
