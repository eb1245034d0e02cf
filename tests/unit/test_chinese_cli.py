"""Click's and Typer's messages in Chinese, by what they say and not by how they are made."""

from types import SimpleNamespace

import pytest

from ui.cli.chinese import explained, meant, misuse, name_of


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("Got unexpected extra argument (幾點)", "多了「幾點」；內容裡有空格時，請用引號括起來。"),
        ("Got unexpected extra arguments (幾點 開門)", "多了「幾點 開門」；內容裡有空格時，請用引號括起來。"),
        ("'bold' is not one of 'strict', 'balanced', 'loose'.", "只能是 strict、balanced、loose 其中之一。"),
        ("'abc' is not a valid integer.", "要是整數。"),
        ("'abc' is not a valid int range.", "要是整數。"),
        ("'abc' is not a valid float.", "要是數字。"),
        ("Input should be greater than or equal to 1", "不能小於 1。"),
        ("Input should be less than or equal to 0.5", "不能大於 0.5。"),
        ("70000 is not in the range 0<=x<=65535.", "要在 0<=x<=65535 的範圍裡。"),
        ("File 'a.json' does not exist.", "找不到「a.json」。"),
        ("File 'ui' is a directory.", "「ui」是資料夾，請給檔案。"),
        ("Directory 'a.txt' is a file.", "「a.txt」是檔案，請給資料夾。"),
        ("Path '/srv/x' is not readable.", "沒有權限讀取「/srv/x」。"),
        ("Option '--mode' requires an argument.", "後面要接一個值。"),
        ("Option '--json' does not take a value.", "後面不接值。"),
        ("Something new.", "不能這樣用（Something new.）。"),
        ("", "不能這樣用（）。"),
    ],
)
def test_a_message_is_told_in_chinese(message, told):
    assert explained(message) == told


def test_braces_in_what_somebody_typed_are_no_places_to_fill():
    assert explained("Got unexpected extra argument ({it}{0})") == "多了「{it}{0}」；內容裡有空格時，請用引號括起來。"


@pytest.mark.parametrize(
    ("names", "question"),
    [((), ""), (("--mode",), "您要的是 --mode 嗎？"), (("rebuild", "builds"), "您要的是 builds、rebuild 嗎？")],
)
def test_what_was_perhaps_meant_is_asked(names, question):
    assert meant(names) == question


def test_an_option_is_named_by_its_long_name():
    assert name_of(SimpleNamespace(opts=["-p", "--port"])) == "--port"
    assert name_of(SimpleNamespace(opts=["paths"])) == "paths"


def test_what_is_missing_is_told_with_what_it_is():
    parameter = SimpleNamespace(opts=["id"], help="文章的編號。")
    error = SimpleNamespace(message="Missing argument", param=parameter, param_type="argument")
    assert misuse(error, []) == "缺少 id：文章的編號。"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("rebuidl", "沒有「rebuidl」這個指令。您要的是 rebuild 嗎？"),
        ("xyz", "沒有「xyz」這個指令。"),
        ("", "沒有「」這個指令。"),
    ],
)
def test_a_command_that_there_is_not_is_named_with_the_one_most_like_it(typed, told):
    error = SimpleNamespace(message=f"No such command '{typed}'.")
    assert misuse(error, ["rebuild", "rollback", "list"]) == told
