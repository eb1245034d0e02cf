"""Click's and Typer's messages in Chinese: the layout of ``--help``, and errors in a command line.

Neither can be translated as a whole: most of their messages have no catalogue. So errors are written anew from their
attributes, and an unknown message is shown as it is after a Chinese introduction.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

import typer

from ui.cli.terminal import console

# By class name: Typer bundles its own Click under a private module name.
ClickError: type[Exception] = typer.BadParameter.__mro__[2]
HelpFormatter: Any = typer.Context.formatter_class

TITLES = {
    "ARGUMENTS_PANEL_TITLE": "參數",
    "OPTIONS_PANEL_TITLE": "選項",
    "COMMANDS_PANEL_TITLE": "指令",
    "DEFAULT_STRING": "［預設：{}］",
    "REQUIRED_LONG_STRING": "［必填］",
}
# English error messages and their translations.
SAID = (
    (r"unexpected extra argument\S* \((?P<it>.*)\)", "多了「{it}」；內容裡有空格時，請用引號括起來。"),
    (r"is not one of (?P<it>.*?)\.?$", "只能是 {it} 其中之一。"),
    (r"valid (?:integer|int\b)", "要是整數。"),
    (r"valid (?:number|float)", "要是數字。"),
    (r"greater than or equal to (?P<it>[\d.]*\d)", "不能小於 {it}。"),
    (r"less than or equal to (?P<it>[\d.]*\d)", "不能大於 {it}。"),
    (r"is not in the range (?P<it>.*\d)", "要在 {it} 的範圍裡。"),
    (r"'(?P<it>.*)' does not exist", "找不到「{it}」。"),
    (r"'(?P<it>.*)' is a directory", "「{it}」是資料夾，請給檔案。"),
    (r"'(?P<it>.*)' is a file", "「{it}」是檔案，請給資料夾。"),
    (r"'(?P<it>.*)' is not readable", "沒有權限讀取「{it}」。"),
    (r"requires an argument", "後面要接一個值。"),
    (r"does not take a value", "後面不接值。"),
)
NO_COMMAND = re.compile("No such command '(.*)'")


class ChineseFormatter(HelpFormatter):  # type: ignore[misc]  # Click's, as above
    """Click's help formatter with the usage line in Chinese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, args, "用法：" if prefix is None else prefix)


class ChineseContext(typer.Context):
    """Click's context of a command with help in Chinese."""

    formatter_class = ChineseFormatter

    def make_formatter(self) -> Any:  # noqa: ANN401 -- Click's, as above
        """Return the help formatter."""
        from typer import rich_utils  # slow to import, and only needed for help

        for name, words in TITLES.items():
            setattr(rich_utils, name, words)
        return super().make_formatter()


def in_chinese(command: Any) -> Any:  # noqa: ANN401 -- Click's, as above
    """Return a command with its help in Chinese."""
    command.context_class = ChineseContext
    command.options_metavar = "［選項］"
    explain_help(command.get_help_option(ChineseContext(command)))  # created once and cached by the command
    return command


def explain_help(option: Any) -> Any:  # noqa: ANN401 -- Click's, as above
    """Return the option ``--help`` with its help text in Chinese."""
    option.help = "顯示這份說明。"
    return option


def print_misuse(error: Any, commands: Sequence[str]) -> None:  # noqa: ANN401 -- Click's, as above
    """Print what is wrong with a command line, and where to find help."""
    if type(error).__name__ == "NoArgsIsHelpError":  # no arguments: the help has already been printed
        return
    context, shown = getattr(error, "ctx", None), console(stderr=True)
    path = context.command_path if context is not None else "qa"
    shown.print(misuse(error, commands), style="red", soft_wrap=True)
    shown.print(f"用 {path} --help 查看用法和例子。", soft_wrap=True)


def misuse(error: Any, commands: Sequence[str]) -> str:  # noqa: ANN401 -- Click's, as above
    """Return in Chinese what is wrong with a command line; ``commands`` are the existing ones."""
    message, parameter = error.message, getattr(error, "param", None)
    option = getattr(error, "option_name", None)
    if hasattr(error, "possibilities"):
        return f"沒有「{option}」這個選項。{meant(error.possibilities or ())}"
    if wanted := NO_COMMAND.search(message):
        return f"沒有「{wanted[1]}」這個指令。{meant(get_close_matches(wanted[1], commands, 1))}"
    if hasattr(error, "param_type") and parameter is not None:
        return f"缺少 {name_of(parameter)}：{parameter.help}"
    about = option or (name_of(parameter) if parameter is not None else "")
    return f"{about}：{explained(message)}" if about else explained(message)


def name_of(parameter: Any) -> str:  # noqa: ANN401 -- Click's, as above
    """Return the name of an option or argument as users type or read it."""
    return str(max(parameter.opts, key=len))


def explained(message: str) -> str:
    """Return an error message in Chinese, or unchanged after a Chinese introduction."""
    for pattern, words in SAID:
        if found := re.search(pattern, message):
            return words.format(it=found.groupdict().get("it", "").replace("', '", "、").strip("'"))
    return f"不能這樣用（{message}）。"


def meant(names: Iterable[str]) -> str:
    """Return a suggestion of similar names, empty if there are none."""
    listed = "、".join(sorted(names))
    return f"您要的是 {listed} 嗎？" if listed else ""
