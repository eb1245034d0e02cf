"""``qa doctor``, ``backup`` and ``restore``: looking after a data folder."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ui import doctor as examination
from ui import wiring
from ui.backup import Backup, back_up
from ui.backup import restore as put_back
from ui.cli.terminal import AsJson, commands, console, print_rows
from ui.doctor import State
from ui.settings import load_settings

app = commands()

STATES = {State.OK: "正常", State.WARNING: "注意", State.FAILED: "有問題"}
FAILURE = 1


@app.command(epilog="例：`qa doctor`，`qa doctor --json`。有問題時結束代碼是 1。")
def doctor(as_json: AsJson = False) -> None:
    """檢查裝了什麼、模型、文章、索引、磁碟和記憶體，並且試問一題。"""
    found = examination.examine(load_settings())
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
    else:
        rows = [(STATES[one.state], one.name, one.detail) for one in found]
        print_rows(console(), ("狀態", "項目", "說明"), rows)
    if any(one.state is State.FAILED for one in found):
        raise typer.Exit(FAILURE)


@app.command(epilog="例：`qa backup 備份.tar.gz`。服務可以照常開著。")
def backup(
    file: Annotated[Path, typer.Argument(help="備份檔；檔名以 .gz 結尾就壓縮。", dir_okay=False)],
    as_json: AsJson = False,
) -> None:
    """把文章、對話、索引和同義詞備份成一個檔案。"""
    settings = load_settings()
    builds = wiring.open_builds(settings, wiring.open_encoder(settings))
    tell(back_up(settings, builds, file), f"已備份到 {file}：", as_json=as_json)


@app.command(epilog="例：`qa restore 備份.tar.gz --replace`")
def restore(
    file: Annotated[Path, typer.Argument(help="qa backup 做出的備份檔。")],
    replace: Annotated[bool, typer.Option("--replace", help="換掉現有的內容；現有的會移到旁邊，不會刪除。")] = False,
    as_json: AsJson = False,
) -> None:
    """從備份檔還原；請先停止服務。"""
    settings = load_settings()
    builds = wiring.open_builds(settings, wiring.open_encoder(settings))
    tell(put_back(settings, builds, file, replace=replace), "已還原：", as_json=as_json)


def tell(about: Backup, opening: str, *, as_json: bool) -> None:
    """Print what is in a backup."""
    if as_json:
        print(json.dumps(asdict(about), ensure_ascii=False, indent=2))
        return
    live = "還沒有索引" if about.live is None else f"使用中的索引是 {about.live}"
    console().print(f"{opening}{about.articles} 篇文章，{len(about.builds)} 份索引，{live}。", soft_wrap=True)
