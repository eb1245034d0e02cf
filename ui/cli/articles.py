"""``qa add``, ``list``, ``show`` and ``remove``: the articles of the collection."""

from collections import Counter
from pathlib import Path, PurePath
from typing import Annotated

import typer

from embeddings.errors import InputError
from ui import wiring
from ui.cli.builds import PARTLY, PARTLY_HELP, finish
from ui.cli.terminal import (
    AsJson,
    commands,
    console,
    print_article,
    print_diff,
    print_json_list,
    print_rows,
    progress_shown,
)
from ui.intake import Intake, remove_articles, take_paths
from ui.schema import ArticleSummaryOut, IntakeOut
from ui.settings import load_settings
from ui.wording import refusal_label, taken_label

app = commands()

NoRebuild = Annotated[bool, typer.Option("--no-rebuild", help="先不重建索引。")]


REPEATED = "重複的文章不會讓答案更可靠；多出來的一份可以用 qa remove 編號 刪除。"


@app.command(epilog=f"例：`qa add 新聞.txt 筆記資料夾/`。{PARTLY_HELP}")
def add(
    paths: Annotated[list[Path], typer.Argument(help="檔案或資料夾，可以有好幾個。")],
    no_rebuild: NoRebuild = False,
    as_json: AsJson = False,
) -> None:
    """加入文章，然後重建索引。"""
    settings = load_settings()
    with progress_shown(console(stderr=True)) as report:
        intake = take_paths(settings, paths, report)
    rows = rows_of(intake)
    if as_json:
        print(IntakeOut.model_validate(intake).model_dump_json())
    else:
        print_rows(console(), ("結果", "編號", "文章", "檔案"), rows)
    totals = Counter(result for result, *_ in rows)
    shown = console(stderr=True)
    shown.print(" · ".join(f"{result} {count}" for result, count in totals.items()))
    if any(one.same_as is not None for one in intake.taken):
        shown.print(REPEATED, soft_wrap=True)
    if not intake.taken:
        raise InputError("沒有加入任何文章，請依上面的說明處理後再試。")
    finish(settings, no_rebuild=no_rebuild, as_json=as_json)
    if intake.refused:
        raise typer.Exit(PARTLY)


def rows_of(intake: Intake) -> list[tuple[str, str, str, str]]:
    """Return the results of adding files as table rows: result, id, article or reason, and file."""
    rows = []
    for one in intake.taken:
        repeats = "" if one.same_as is None else f"（與「{PurePath(one.same_as).name}」相同）"
        result = taken_label(one.outcome, repeats=one.same_as is not None)
        rows.append((result, one.id, one.title + repeats, PurePath(one.origin).name))
    refused = [(refusal_label(partial=intake.is_partial(one)), "", one) for one in intake.refused]
    return rows + [(result, id_, one.reason, PurePath(one.origin).name) for result, id_, one in refused]


@app.command("list", epilog="例：`qa list`")
def list_articles(as_json: AsJson = False) -> None:
    """列出所有文章和編號。"""
    with wiring.open_collection(load_settings()) as collection:
        held = sorted(collection.summaries(), key=lambda summary: summary.origin)
    articles = [ArticleSummaryOut.model_validate(summary) for summary in held]
    if as_json:
        print_json_list(articles)
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
    with wiring.open_collection(load_settings()) as collection:
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
    settings = load_settings()
    for title in remove_articles(settings, ids, wiring.open_tombstones(settings) if now else None):
        console().print(f"已刪除《{title}》")
    finish(settings, no_rebuild=no_rebuild)
