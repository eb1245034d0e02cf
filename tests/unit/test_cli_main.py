"""The entry of ``qa``: its commands, its help and its exit codes."""

import re
import subprocess
import sys

import pytest
import typer

from embeddings.errors import BuildError, InputError, ModelError, QAError, QuestionError
from ui.cli import main as entry
from ui.cli.chinese import misuse
from ui.settings import CHECKOUT


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ui.cli", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)


def test_help_lists_every_command_in_the_order_of_the_table():
    done = run("--help")
    assert done.returncode == 0
    places = [done.stdout.index(f" {name} ") for name in entry.COMMANDS]
    assert places == sorted(places)


def test_a_command_that_there_is_not_is_bad_input_and_named():
    done = run("rebuidl")
    assert done.returncode == 2
    assert "rebuidl" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_command_at_all_shows_the_help():
    assert "rollback" in run().stdout


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("rebuidl", "沒有「rebuidl」這個指令。您要的是 rebuild 嗎？"),
        ("--bogus", "沒有「--bogus」這個選項。"),
        ("show", "缺少 id：文章的編號，用 qa list 查看。"),
        ("ask --mod x y", "沒有「--mod」這個選項。您要的是 --mode 嗎？"),
        ("ask --mode bold x", "--mode：只能是 strict、balanced、loose 其中之一。"),
        ("ask 圖書館 幾點", "多了「幾點」；內容裡有空格時，請用引號括起來。"),
        ("serve --port abc", "--port：要是整數。"),
        ("serve --port", "--port：後面要接一個值。"),
        ("list --json=3", "--json：後面不接值。"),
        ("train foo", "kind：只能是 reader、encoder、calibration 其中之一。"),
        ("train reader --on nofile.json", "--on：找不到「nofile.json」。"),
        ("train reader --on ui", "--on：「ui」是資料夾，請給檔案。"),
        ("train reader --held-out 0.9", "--held-out：不能大於 0.5。"),
        ("train reader --held-out some", "--held-out：要是數字。"),
        ("train reader --epochs 0", "--epochs：不能小於 1。"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_in_chinese(line, told, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["qa", *line.split()])
    monkeypatch.chdir(CHECKOUT)
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first == told
    assert re.fullmatch("用 qa(?: [a-z]+)? --help 查看用法和例子。", second)


def test_a_message_that_nobody_foresaw_stands_behind_a_chinese_beginning():
    assert misuse(typer.BadParameter("Never seen before."), []) == "不能這樣用（Never seen before.）。"


@pytest.mark.parametrize("name", ["", *entry.COMMANDS])
def test_help_has_no_english_frame(name, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["qa", *([name] if name else []), "--help"])
    with pytest.raises(SystemExit) as ended:
        entry.main()
    printed = capsys.readouterr().out
    assert ended.value.code == 0
    assert f"用法：qa {name}".rstrip() in printed
    assert "顯示這份說明。" in printed
    frame = r"Usage|Options|Arguments|Commands|OPTIONS|COMMAND|ARGS|required|default|Show this"
    assert re.findall(frame, printed) == []


@pytest.mark.parametrize("name", entry.COMMANDS)
def test_a_command_is_found_in_the_file_that_the_table_names(name):
    group = typer.main.get_command(entry.app)
    command = group.get_command(None, name)
    assert command.name == name
    assert command.callback.__module__ == f"ui.cli.{entry.COMMANDS[name]}"


def test_only_the_file_of_the_command_that_is_asked_for_is_loaded():
    script = (
        "import sys, typer; from ui.cli import main as entry; group = typer.main.get_command(entry.app);"
        "group.get_command(None, 'list'); print(*(name for name in sys.modules if name.startswith('ui.cli.')))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert {"ui.cli.articles"} <= set(done.stdout.split())
    assert not {"ui.cli.ask", "ui.cli.lab", "ui.cli.serve"} & set(done.stdout.split())


@pytest.mark.parametrize(
    ("error", "code"),
    [(InputError, 2), (QuestionError, 2), (BuildError, 1), (ModelError, 1)],
)
def test_an_error_of_ours_is_told_in_its_own_words_with_the_exit_code_of_its_kind(
    error: type[QAError], code: int, monkeypatch, capsys
):
    def failing() -> None:
        raise error("壞了：[bold]不是樣式[/bold]")

    monkeypatch.setattr(entry, "app", failing)
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == code
    assert "壞了：[bold]不是樣式[/bold]" in capsys.readouterr().err


def test_a_bug_of_ours_is_not_told_as_the_users_mistake(monkeypatch):
    def failing() -> None:
        raise KeyError("ours")

    monkeypatch.setattr(entry, "app", failing)
    with pytest.raises(KeyError):
        entry.main()
