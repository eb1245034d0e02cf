"""``qa keys`` and ``audit``: who may do what over HTTP and on the page, and who changed what."""

import json
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from embeddings.errors import InputError
from ui.cli.terminal import AsJson, commands, console, print_rows
from ui.people.audit import latest, note
from ui.people.file import open_people
from ui.people.keys import Key, Keys, Role
from ui.settings import Settings, load_settings

app = commands()

HERE = "cli"
NO_KEYS = "還沒有鑰匙。用 qa keys create 名稱 --role admin 產生；有了第一把，網頁和 HTTP 介面就要用鑰匙。"
ONCE = "只顯示這一次，請現在收好；之後用 Authorization: Bearer 帶上，或在網頁的 /login 輸入。"


class Action(StrEnum):
    """What to do with keys."""

    CREATE = "create"
    LIST = "list"
    REVOKE = "revoke"


@app.command(epilog="例：`qa keys create 王小明 --role editor`，`qa keys revoke 3f2a9c0d1e4b`")
def keys(
    action: Annotated[Action, typer.Argument(help="create 產生，list 列出，revoke 收回。", show_choices=True)],
    name: Annotated[str, typer.Argument(help="create：給誰用的名稱；revoke：鑰匙的編號。")] = "",
    role: Annotated[Role, typer.Option(help="reader 提問，editor 也能改文章和重建，admin 也能換索引。")] = Role.READER,
    as_json: AsJson = False,
) -> None:
    """產生、列出、收回鑰匙；有了第一把鑰匙，網頁和 HTTP 介面就要用鑰匙。"""
    settings = load_settings()
    with Keys.open(settings.people_path) as held:
        match action:
            case Action.CREATE:
                made, written = held.create(name, role)
                show_new(made, written, as_json=as_json)
                noted(settings, f"keys create {made.id} {made.role}")
            case Action.LIST:
                show(held.listed(), as_json=as_json)
            case Action.REVOKE:
                if not name:
                    raise InputError("請給要收回的編號，例如 qa keys revoke 3f2a9c0d1e4b；編號見 qa keys list。")
                gone = held.revoke(name)
                console().print(f"已收回「{gone.name}」的鑰匙 {gone.id}，馬上不能再用。")
                noted(settings, f"keys revoke {gone.id}")


def show_new(made: Key, written: str, *, as_json: bool) -> None:
    """Print a new key, the only time that it can be seen."""
    if as_json:
        print(json.dumps({**asdict(made), "key": written}, ensure_ascii=False))
        return
    print(written)
    console(stderr=True).print(f"「{made.name}」的鑰匙（{made.role}），編號 {made.id}。{ONCE}", soft_wrap=True)


def show(held: list[Key], *, as_json: bool) -> None:
    """Print the keys without their secrets."""
    if as_json:
        print(json.dumps([asdict(one) for one in held], ensure_ascii=False))
        return
    if not held:
        console(stderr=True).print(NO_KEYS, soft_wrap=True)
    rows = [(one.id, one.name, one.role, one.created[:10], one.used or "", day(one.revoked)) for one in held]
    print_rows(console(), ("編號", "名稱", "身分", "產生", "最近使用", "收回"), rows)


def day(moment: str | None) -> str:
    """Return the day of a moment, nothing for none."""
    return "" if moment is None else moment[:10]


def noted(settings: Settings, action: str) -> None:
    """Write down what was done here."""
    with open_people(settings.people_path) as people:
        note(people, HERE, "", action, 0)


@app.command(epilog="例：`qa audit --last 20`")
def audit(
    last: Annotated[int, typer.Option(help="最近幾筆。", min=1, max=100_000)] = 50,
    as_json: AsJson = False,
) -> None:
    """列出誰在什麼時候改了什麼：文章、索引、鑰匙。"""
    with open_people(load_settings().people_path) as people:
        entries = list(latest(people, last))
    if as_json:
        print(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False))
        return
    rows = [(one.at[:19].replace("T", " "), one.person, one.address, one.action, str(one.status)) for one in entries]
    print_rows(console(), ("時間（UTC）", "誰", "從哪裡", "做了什麼", "結果"), rows)
