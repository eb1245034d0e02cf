"""The words of Click and Typer in Chinese: the frame of ``--help``, and what is wrong with a command line.

Neither can be translated as a whole: most of their messages are put together without a catalogue. So the errors are
told anew from what they carry, and a message that nobody foresaw stands in its own words behind a Chinese beginning.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

import typer

from ui.cli.terminal import console

# By their public names: Typer brings a Click of its own, under a private one.
ClickError: type[Exception] = typer.BadParameter.__mro__[2]
HelpFormatter: Any = typer.Context.formatter_class

TITLES = {
    "ARGUMENTS_PANEL_TITLE": "參數",
    "OPTIONS_PANEL_TITLE": "選項",
    "COMMANDS_PANEL_TITLE": "指令",
    "DEFAULT_STRING": "［預設：{}］",
    "REQUIRED_LONG_STRING": "［必填］",
}
# What the message of an error says in English, and what it says here.
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
    """Click's formatter, which begins the line of usage in Chinese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how a command is called."""
        super().write_usage(prog, args, "用法：" if prefix is None else prefix)


class ChineseContext(typer.Context):
    """Click's context of a command that explains itself in Chinese."""

    formatter_class = ChineseFormatter

    def make_formatter(self) -> Any:  # noqa: ANN401 -- Click's, as above
        """Return what help is written with, which is the first thing that is asked for when it is."""
        from typer import rich_utils  # takes a while to load, and is for help alone

        for name, words in TITLES.items():
            setattr(rich_utils, name, words)
        return super().make_formatter()


def in_chinese(command: Any) -> Any:  # noqa: ANN401 -- Click's, as above
    """Return a command that explains itself in Chinese."""
    command.context_class = ChineseContext
    command.options_metavar = "［選項］"
    explain_help(command.get_help_option(ChineseContext(command)))  # made once, and kept by the command
    return command


def explain_help(option: Any) -> Any:  # noqa: ANN401 -- Click's, as above
    """Return the option ``--help`` with its own help in Chinese."""
    option.help = "顯示這份說明。"
    return option


def print_misuse(error: Any, commands: Sequence[str]) -> None:  # noqa: ANN401 -- Click's, as above
    """Print what is wrong with a command line, and where it is explained."""
    if type(error).__name__ == "NoArgsIsHelpError":  # nothing was asked for, and the help has been printed
        return
    context, shown = getattr(error, "ctx", None), console(stderr=True)
    path = context.command_path if context is not None else "qa"
    shown.print(misuse(error, commands), style="red", soft_wrap=True)
    shown.print(f"用 {path} --help 查看用法和例子。", soft_wrap=True)


def misuse(error: Any, commands: Sequence[str]) -> str:  # noqa: ANN401 -- Click's, as above
    """Return in Chinese what is wrong with a command line, ``commands`` being those that there are."""
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
    """Return the name of an option or argument as people type it or read it."""
    return str(max(parameter.opts, key=len))


def explained(message: str) -> str:
    """Return the message of an error in Chinese, or as it is behind a Chinese beginning."""
    for pattern, words in SAID:
        if found := re.search(pattern, message):
            return words.format(it=found.groupdict().get("it", "").replace("', '", "、").strip("'"))
    return f"不能這樣用（{message}）。"


def meant(names: Iterable[str]) -> str:
    """Return the question whether something of these names was meant, if there are any."""
    listed = "、".join(sorted(names))
    return f"您要的是 {listed} 嗎？" if listed else ""
