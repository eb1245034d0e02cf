"""The entry point of ``qa``: which module has each command, and which exit code each error has.

Only the module of the requested command is imported, so that ``qa ask`` starts without a web framework.
"""

import sys
from importlib import import_module
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from embeddings.errors import InputError, QAError
from ui.cli.chinese import ChineseContext, ClickError, explain_help, in_chinese, print_misuse
from ui.cli.terminal import console

FAILURE, BAD_INPUT = 1, 2

COMMANDS = {
    "serve": "serve",
    "ask": "ask",
    "add": "articles",
    "list": "articles",
    "show": "articles",
    "remove": "articles",
    "rebuild": "builds",
    "builds": "builds",
    "publish": "builds",
    "rollback": "builds",
    "evaluate": "lab",
    "train": "lab",
}  # in the order of ``--help``


class LazyGroup(TyperGroup):
    """The group of commands, each imported with its module when requested."""

    context_class = ChineseContext

    # Typer bundles its own Click under a private module name, so its types cannot be imported here.
    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 -- Click's types, as above
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 -- Click's types, as above
        """Return a command, or ``None`` if none has that name."""
        if cmd_name not in COMMANDS:
            return None
        file = import_module(f"ui.cli.{COMMANDS[cmd_name]}")
        return in_chinese(typer.main.get_group(file.app).commands[cmd_name])

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401 -- Click's types, as above
        """Return the option ``--help``."""
        return explain_help(super().get_help_option(ctx))

    def main(self, *args: Any, **extra: Any) -> NoReturn:  # noqa: ANN401 -- Click's types, as above
        """Run a command line and exit; errors in it are reported in Chinese."""
        try:
            code = super().main(*args, **{"prog_name": "qa", **extra, "standalone_mode": False})
        except ClickError as error:
            print_misuse(error, list(COMMANDS))
            sys.exit(BAD_INPUT)
        except typer.Abort:
            console(stderr=True).print("已中斷。")
            sys.exit(FAILURE)
        sys.exit(code if isinstance(code, int) else 0)


app = typer.Typer(
    name="qa",
    cls=LazyGroup,
    options_metavar="［選項］",
    subcommand_metavar="指令 …",
    help="中文問答助理：每個答案都是文章裡的逐字引文，找不到就說「不知道」。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)


@app.callback()
def qa() -> None:
    """中文問答助理：每個答案都是文章裡的逐字引文，找不到就說「不知道」。"""


def main() -> None:
    """Run the command line: exit code 0 for success, 2 for bad input, 3 for files left out, 1 for other failures."""
    try:
        app()
    except QAError as error:
        console(stderr=True).print(str(error), style="red", soft_wrap=True)
        sys.exit(BAD_INPUT if isinstance(error, InputError) else FAILURE)
