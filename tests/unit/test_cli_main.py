"""The entry of ``qa``: its commands, its help and its exit codes."""

import subprocess
import sys

import pytest
import typer

from embeddings.errors import BuildError, InputError, ModelError, QAError, QuestionError
from ui.cli import main as entry
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
