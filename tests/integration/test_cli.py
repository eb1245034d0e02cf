import json
import os
import subprocess
import sys
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest

import ui.rebuild
import ui.wiring
from embeddings.builds.publish import Builds
from embeddings.text.clean import RULES
from tests.fakes.command import Run
from tests.fakes.services import shipped_settings
from ui.settings import CHECKOUT, Settings
from ui.wiring import environment_of
from ui.wording import CLEANING

try:
    import pty
except ModuleNotFoundError:  # Windows
    pty = None


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings = shipped_settings(tmp_path)
    monkeypatch.setenv("QA_DATA_DIR", str(settings.data_dir))
    return settings


def test_rebuild_reads_the_folder_and_publishes(qa: Run) -> None:
    code, out, err = qa("rebuild")
    assert code == 0
    assert "已啟用：4 篇文章" in out
    assert "計算向量與字詞" in err


def test_ask_prints_the_quote_its_confidence_and_its_place(qa: Run) -> None:
    qa("rebuild")
    code, out, _ = qa("ask", "掌上書房哪天開通")
    assert code == 0
    assert "3月15日" in out
    assert "信心 " in out
    assert "《雲澤市圖書館開通掌上書房》" in out
    assert "https://example.com/library" in out


def test_ask_says_in_a_line_what_was_meant(qa: Run) -> None:
    qa("rebuild")
    code, out, _ = qa("ask", "雲擇市圖書館哪天開通掌上書房")
    assert code == 0
    assert "3月15日" in out
    assert "您是不是要問：雲澤市圖書館哪天開通掌上書房\n" in out
    assert "問題是拼音，查的是「雲澤市圖書館館長是誰」。\n" in qa("ask", "yunzeshi tushuguan guanzhang shi shui")[1]
    assert "您是不是要問" not in qa("ask", "掌上書房哪天開通")[1]


def test_a_bad_line_of_the_users_own_words_is_told_and_the_others_work(qa: Run, settings: Settings) -> None:
    settings.synonyms_path.write_text("門票\n雲端書屋 = 掌上書房\n", encoding="utf-8")
    told = "synonyms.txt 第 1 行只有一個詞：「門票」。每行寫一組同義的詞，用逗號、頓號、/ 或 = 分開。\n"
    code, _, err = qa("rebuild")
    assert (code, told in err) == (0, True)
    assert json.loads(qa("rebuild", "--progress-json")[1].splitlines()[-1])["problems"] == [told.strip()]
    code, out, err = qa("ask", "雲端書屋哪天開通")
    assert (code, err) == (0, told)
    assert "3月15日" in out
    settings.synonyms_path.write_text("雲端書屋 = 掌上書房\n", encoding="utf-8")
    assert qa("ask", "雲端書屋哪天開通")[2] == ""


def test_ask_json_is_the_one_schema(qa: Run) -> None:
    qa("rebuild")
    code, out, err = qa("ask", "掌上書房哪天開通", "--json", "--mode", "strict")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert answer["answer"] == "3月15日"
    assert answer["citation"]["title"] == "雲澤市圖書館開通掌上書房"


def test_not_knowing_is_an_answer(qa: Run) -> None:
    qa("rebuild")
    code, out, _ = qa("ask", "阿基米德生於何時")
    assert code == 0
    assert "不知道" in out


def test_ask_before_the_first_build_says_what_to_run(qa: Run) -> None:
    code, out, err = qa("ask", "掌上書房哪天開通")
    assert (code, out) == (1, "")
    assert "qa rebuild" in err
    assert "Traceback" not in err


def test_an_empty_question_is_bad_input(qa: Run) -> None:
    qa("rebuild")
    code, _, err = qa("ask", " ")
    assert code == 2
    assert "問題是空的" in err


def test_add_tells_of_every_file_and_rebuilds(qa: Run, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "typhoon.txt").write_text("颱風消息\n\n颱風5月9日登陸東岸。\n", encoding="utf-8")
    (tmp_path / "new" / "picture.png").write_bytes(b"\x89PNG")
    code, out, _ = qa("add", str(tmp_path / "new"))
    assert code == 3  # done, but for a file
    assert "已加入" in out
    assert "颱風消息" in out
    assert "未加入" in out
    assert "picture.png" in out
    assert "已啟用：5 篇文章" in out
    assert "5月9日" in qa("ask", "颱風哪天登陸東岸")[1]


def test_a_rebuild_that_leaves_a_file_out_says_so_with_its_exit_code(qa: Run, settings: Settings) -> None:
    (settings.articles_dir / "圖.txt").write_bytes(b"\x89PNG\r\n\x1a\n" * 9)
    for told in ("已啟用：4 篇文章", "內容沒有變動"):  # the file is still there
        code, out, err = qa("rebuild")
        assert (code, told in out, "圖.txt" in err) == (3, True, True)
    (settings.articles_dir / "圖.txt").unlink()
    assert qa("rebuild")[0] == 0
    assert "結束代碼是 3" in "".join(qa("rebuild", "--help")[1].split("\n"))


def test_what_is_there_already_under_another_name_is_told(qa: Run, settings: Settings, tmp_path: Path) -> None:
    qa("rebuild")
    (tmp_path / "copy.md").write_bytes((settings.articles_dir / "library.md").read_bytes())
    (tmp_path / "a.txt").write_text("颱風5月9日登陸東岸。", encoding="utf-8")
    (tmp_path / "b.txt").write_text("颱風5月9日登陸東岸。", encoding="utf-8")
    names = [str(tmp_path / name) for name in ("copy.md", "a.txt", "b.txt")]
    code, out, err = qa("add", *names, "--no-rebuild")
    rows = [line.split("\t") for line in out.splitlines()]
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("已加入（重複）", "雲澤市圖書館開通掌上書房（與「library.md」相同）", "copy.md"),
        ("已加入", "a", "a.txt"),
        ("已加入（重複）", "b（與「a.txt」相同）", "b.txt"),
    ]
    assert code == 0
    assert "已加入（重複） 2 · 已加入 1" in err
    assert "qa remove 編號" in err
    assert qa("remove", rows[2][1], "--no-rebuild")[0] == 0
    assert "重複" not in qa("add", names[1], "--no-rebuild")[1]


def test_add_without_rebuild_says_that_one_is_needed(qa: Run, tmp_path: Path) -> None:
    (tmp_path / "typhoon.txt").write_text("颱風消息\n\n颱風5月9日登陸東岸。\n", encoding="utf-8")
    code, out, err = qa("add", str(tmp_path / "typhoon.txt"), "--no-rebuild")
    assert code == 0
    assert "已啟用" not in out
    assert "qa rebuild" in err


def test_add_of_nothing_readable_is_bad_input(qa: Run, tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert qa("add", str(tmp_path / "picture.png"))[0] == 2
    assert qa("add", str(tmp_path / "missing.txt"))[0] == 2


def test_remove_takes_the_article_out_of_the_answers(qa: Run, tmp_path: Path) -> None:
    (tmp_path / "typhoon.txt").write_text("颱風消息\n\n颱風5月9日登陸東岸。\n", encoding="utf-8")
    qa("add", str(tmp_path / "typhoon.txt"))
    [row] = [line for line in qa("list")[1].splitlines() if "颱風消息" in line]
    code, out, _ = qa("remove", row.split("\t")[0])
    assert code == 0
    assert "已刪除《颱風消息》" in out
    assert "不知道" in qa("ask", "颱風哪天登陸東岸")[1]


def test_remove_of_what_is_not_there_is_bad_input(qa: Run) -> None:
    code, _, err = qa("remove", "nothing")
    assert code == 2
    assert "nothing" in err


def test_list_is_one_line_an_article_in_a_pipe(qa: Run) -> None:
    assert "還沒有文章" in qa("list")[2]
    qa("rebuild")
    lines = qa("list")[1].splitlines()
    titles = {line.split("\t")[1] for line in lines}
    assert titles == {"雲澤市圖書館開通掌上書房", "海嶼電器召回電熱水壺", "一則含有標籤的文章", "長長的文章"}
    assert len(json.loads(qa("list", "--json")[1])) == 4


def test_a_rebuild_without_changes_keeps_the_build(qa: Run) -> None:
    qa("rebuild")
    code, out, _ = qa("rebuild")
    assert (code, "內容沒有變動" in out) == (0, True)
    assert len(qa("builds")[1].splitlines()) == 1


def test_a_build_that_was_not_published_is_shown_so_taken_up_and_never_rolled_back_to(
    qa: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    qa("rebuild")
    first = qa("builds")[1].split("\t")[1]
    (settings.articles_dir / "more.txt").write_text("新的公告說門已經打開。", encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(ui.rebuild, "publish", interrupted)
        code, _, err = qa("rebuild")
    assert (code, "原來的索引照常使用" in err) == (130, True)
    marks, ids, *_ = zip(*(line.split("\t") for line in qa("builds")[1].splitlines()), strict=True)
    assert (marks, ids[1]) == (("未啟用", "*"), first)
    assert qa("rollback")[0] == 2  # there is none that was live before
    assert ids[0] in qa("rebuild")[1]
    assert len(qa("builds")[1].splitlines()) == 2  # none was made
    assert first in qa("rollback")[1]


def test_a_rebuild_interrupted_while_the_oldest_go_says_that_the_new_build_answers(
    qa: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    qa("rebuild")
    (settings.articles_dir / "more.txt").write_text("新的公告說門已經打開。", encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(Builds, "prune", interrupted)
        code, _, err = qa("rebuild")
    live = next(line for line in qa("builds")[1].splitlines() if line.startswith("*")).split("\t")[1]
    assert code == 130
    assert f"新的索引 {live} 在那之前已經啟用" in err
    assert "原來的索引照常使用" not in err


def test_an_article_of_the_folder_is_hidden_at_once_and_its_file_named(qa: Run) -> None:
    qa("rebuild")
    [row] = [line for line in qa("list")[1].splitlines() if "電熱水壺" in line]
    assert "海嶼電器" in qa("ask", "電熱水壺的型號")[1]
    code, _, err = qa("remove", row.split("\t")[0], "--now")
    assert code == 2
    assert "recall.txt" in err
    assert "已經從答案裡隱藏" in err
    assert "海嶼電器" not in qa("ask", "電熱水壺的型號")[1]
    qa("rebuild")
    assert "海嶼電器" in qa("ask", "電熱水壺的型號")[1]  # the file is still there


def test_add_names_the_file_and_says_when_only_a_part_was_left_out(qa: Run, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    lines = '{"title": ":x:甲", "text": "甲館三月開放。"}\n{"te\n'
    (tmp_path / "new" / "公告.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "new" / "圖.txt").write_bytes(b"\x89PNG\r\n\x1a\n" * 9)
    _, out, err = qa("add", str(tmp_path / "new"), "--no-rebuild")
    rows = [line.split("\t") for line in out.splitlines()]
    assert [(row[0], row[3]) for row in rows] == [
        ("已加入", "公告.jsonl#1"),
        ("部分略過", "公告.jsonl"),
        ("未加入", "圖.txt"),
    ]
    assert rows[0][2] == ":x:甲"
    assert "已加入 1 · 部分略過 1 · 未加入 1" in err


def test_rollback_goes_back_one_build_and_no_further(qa: Run, settings: Settings) -> None:
    qa("rebuild")
    (settings.articles_dir / "more.txt").write_text("新的公告說門已經打開。", encoding="utf-8")
    qa("rebuild")
    newer, older = (line.split("\t") for line in qa("builds")[1].splitlines())
    assert (newer[0], older[0]) == ("*", "")
    assert older[1] in qa("rollback")[1]
    assert [line.split("\t")[0] for line in qa("builds")[1].splitlines()] == ["", "*"]
    assert qa("rollback")[0] == 2


def test_a_port_in_use_is_told_in_words(qa: Run) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as other:
        code, _, err = qa("serve", "--port", str(other.getsockname()[1]))
    assert code == 2
    assert "--port" in err


def test_a_bad_setting_is_bad_input(qa: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_MODE", "bold")
    code, _, err = qa("ask", "掌上書房哪天開通")
    assert code == 2
    assert "QA_MODE" in err


def test_every_command_has_chinese_help(qa: Run) -> None:
    commands = ["serve", "ask", "add", "list", "remove", "rebuild", "builds", "rollback", "evaluate"]
    assert all(name in qa("--help")[1] for name in commands)
    for name in commands:
        code, out, _ = qa(name, "--help")
        assert code == 0
        assert f"例：qa {name}" in out


def test_escape_sequences_of_an_article_do_not_reach_the_terminal(qa: Run, tmp_path: Path) -> None:
    (tmp_path / "evil.txt").write_text("紅色警報\n\n颱風\x1b[31m5月9日\x1b]0;pwned\x07登陸東岸。\n", encoding="utf-8")
    qa("add", str(tmp_path / "evil.txt"))
    out = qa("ask", "颱風登陸東岸")[1]
    assert "\x1b" not in out
    assert "\x07" not in out


LEAN = """
import sys
import ui.rebuild
import ui.wiring
from embeddings.text.clean import RULES
from ui.cli.main import main
sys.argv = ["qa", "ask", "掌上書房哪天開通", "--json"]
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
heavy = {"gradio", "fastapi", "uvicorn", "torch", "transformers", "sentence_transformers"} & set(sys.modules)
assert not heavy, heavy
"""


def test_asking_needs_no_web_framework_and_no_pytorch(qa: Run, settings: Settings) -> None:
    qa("rebuild")
    command = [sys.executable, "-c", LEAN]
    done = subprocess.run(
        command, env=environment_of(settings), cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["answer"] == "3月15日"


def test_the_program_for_servers_speaks_json_lines(qa: Run) -> None:
    lines = [json.loads(line) for line in qa("rebuild", "--progress-json")[1].splitlines()]
    assert lines[0]["stage"] == "read"
    assert (set(lines[-1]), lines[-1]["changed"]) == ({"build", "changed", "problems"}, True)
    assert json.loads(qa("rebuild", "--progress-json")[1].splitlines()[-1]) == lines[-1] | {"changed": False}


def test_an_article_removed_now_is_gone_before_any_rebuild(qa: Run, tmp_path: Path) -> None:
    qa("rebuild")
    (tmp_path / "extra.txt").write_text("雲澤市立動物園的大象名叫阿福。", encoding="utf-8")
    _, out, _ = qa("add", str(tmp_path / "extra.txt"))
    article = next(line.split("\t")[1] for line in out.splitlines() if line.startswith("已加入"))
    assert article in qa("ask", "動物園的大象叫什麼名字", "--json")[1]
    assert qa("remove", article, "--now", "--no-rebuild")[0] == 0
    assert article not in qa("ask", "動物園的大象叫什麼名字", "--json")[1]
    qa("add", str(tmp_path / "extra.txt"))
    assert article in qa("ask", "動物園的大象叫什麼名字", "--json")[1]


def test_show_prints_an_article_and_what_cleaning_took_out(qa: Run, tmp_path: Path) -> None:
    (tmp_path / "extra.txt").write_text("大象名叫阿福，電(diàn)腦展三月開幕。\n\n官方微博 官方微信", encoding="utf-8")
    _, out, _ = qa("add", str(tmp_path / "extra.txt"), "--no-rebuild")
    article = out.splitlines()[0].split("\t")[1]
    code, shown, _ = qa("show", article)
    assert (code, "電腦展三月開幕" in shown, "diàn" in shown) == (0, True, False)
    code, diff, _ = qa("show", article, "--diff")
    assert "-大象名叫阿福，電(diàn)腦展三月開幕。" in diff
    assert "+大象名叫阿福，電腦展三月開幕。" in diff
    assert "夾在字間的拼音：1 處、6 字" in diff
    assert qa("show", "nothing")[0] == 2


def test_builds_tell_what_changed_and_any_can_be_published(qa: Run, tmp_path: Path) -> None:
    qa("rebuild")
    (tmp_path / "extra.txt").write_text("雲澤市立動物園的大象名叫阿福。", encoding="utf-8")
    qa("add", str(tmp_path / "extra.txt"))
    _, out, _ = qa("builds")
    new, old = (line.split("\t") for line in out.splitlines())
    assert (new[0], old[0]) == ("*", "")
    assert "+1 篇 · " in new[4]
    assert "向量沿用" in new[4]
    assert qa("publish", old[1])[0] == 0
    assert [line.split("\t")[0] for line in qa("builds")[1].splitlines()] == ["", "*"]
    assert qa("publish", "20260101T000000000Z-000000")[0] == 2


def test_every_cleaning_rule_has_a_chinese_name() -> None:
    assert {rule.__name__ for rule in RULES} == CLEANING.keys()


def test_a_path_that_is_not_there_does_not_stop_the_others(qa: Run, tmp_path: Path) -> None:
    (tmp_path / "extra.txt").write_text("雲澤市立動物園的大象名叫阿福。", encoding="utf-8")
    code, out, _ = qa("add", str(tmp_path / "nowhere"), str(tmp_path / "extra.txt"), "--no-rebuild")
    assert code == 3
    assert [line.split("\t")[0] for line in out.splitlines()] == ["已加入", "未加入"]
    assert "找不到" in out


@pytest.mark.parametrize("command", [["list"], ["ask", "什麼"], ["rebuild"], ["builds"], ["remove", "x"], ["serve"]])
def test_a_data_folder_that_is_a_file_is_told_by_every_command(
    qa: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("QA_DATA_DIR", str(tmp_path / "file"))
    code, _, err = qa(*command)
    assert (code, "不是資料夾" in err, "QA_DATA_DIR" in err) == (2, True, True)


@pytest.mark.parametrize(
    "command", [["ask", "什麼"], ["rebuild"], ["builds"], ["rollback"], ["publish", "x"], ["serve"]]
)
@pytest.mark.parametrize("name", ["builds", "articles"])
def test_a_folder_of_ours_that_is_a_file_is_told_by_every_command(
    qa: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, command: list[str]
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / name).touch()
    monkeypatch.setenv("QA_DATA_DIR", str(tmp_path / "other"))
    code, out, err = qa(*command)
    assert (code, out) == (2, "")
    assert f"{tmp_path / 'other' / name} 不是資料夾。請把它移走或改名" in err


@pytest.mark.parametrize(
    ("option", "told"),
    [
        (["--port", "99999"], "--port 的值不能用"),
        (["--host", "a..b"], "不是主機名稱或位址"),
        (["--host", "192.0.2.1"], "不是這台電腦的名稱或位址"),
        (["--host", "。。"], "不是主機名稱或位址"),
    ],
)
def test_an_address_that_cannot_be_had_is_told_in_words(qa: Run, option: list[str], told: str) -> None:
    code, _, err = qa("serve", *option)
    assert code == 2
    assert told in err
    assert "Traceback" not in err


@pytest.mark.parametrize("command", [["list"], ["show", "x"], ["rebuild"], ["remove", "x"], ["add", "."]])
def test_a_damaged_collection_is_told_by_every_command(qa: Run, settings: Settings, command: list[str]) -> None:
    qa("rebuild")
    size = settings.collection_path.stat().st_size
    with settings.collection_path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    code, _, err = qa(*command)
    assert (code, "請從備份還原" in err) == (2, True)


def test_an_evaluation_is_told_in_words_and_as_json_by_its_names(qa: Run, tmp_path: Path) -> None:
    asked = {"id": "1", "question": "熱水壺召回幾個？", "answers": [{"text": "1萬2千個", "answer_start": 2}]}
    data = {"data": [{"title": "召回", "paragraphs": [{"context": "召回1萬2千個電熱水壺。", "qas": [asked]}]}]}
    (tmp_path / "題目.json").write_text(json.dumps(data), encoding="utf-8")
    code, out, _ = qa("evaluate", str(tmp_path / "題目.json"))
    rows = [line.split("\t") for line in out.splitlines()]
    assert code == 0
    assert rows[0] == ["題數", "1 題"]
    assert ["正確的段落排第一（hit@1）", "100.0%"] in rows
    assert rows[-1][:2] == ["只答最有把握的 100%", "答錯 0.0%"]
    assert json.loads(qa("evaluate", str(tmp_path / "題目.json"), "--json")[1])["hit@1"] == 1.0


def test_without_a_question_questions_are_read_line_by_line(qa: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    qa("rebuild")
    lines = f"掌上書房哪天開通\n{'字' * 1001}\n召回的電熱水壺是什麼型號\n\n掌上書房收有多少冊電子書\n"
    monkeypatch.setattr(sys, "stdin", StringIO(lines))
    code, out, err = qa("ask", "--json")
    assert code == 0
    answers = [json.loads(line) for line in out.splitlines()]
    asked = lines.split("\n")
    assert [one["question"] for one in answers] == [asked[0], asked[2], asked[4]]
    assert answers[0]["answer"] == "3月15日"
    assert "最多 1,000 個" in err


def test_in_a_session_questions_lean_on_those_before(qa: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    qa("rebuild")
    lines = "掌上書房收有多少冊電子書\n哪天開通？\n海嶼電器召回什麼型號的電熱水壺\n那客服電話呢？\n"
    monkeypatch.setattr(sys, "stdin", StringIO(lines))
    first, second, third, fourth = map(json.loads, qa("ask", "--json")[1].splitlines())
    assert [first["understood_as"], third["understood_as"]] == [None, None]
    assert (second["question"], second["understood_as"]) == ("哪天開通？", "掌上書房哪天開通？")
    assert second["answer"] == "3月15日"
    assert fourth["understood_as"] == "海嶼電器的客服電話是多少？"


def test_a_question_as_it_was_understood_stands_above_its_answer(qa: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    qa("rebuild")
    monkeypatch.setattr(sys, "stdin", StringIO("掌上書房收有多少冊電子書\n那它哪天開通？\n"))
    lines = qa("ask")[1].splitlines()
    told = lines.index("理解為：掌上書房哪天開通？")
    assert lines[told + 1].startswith("3月15日")
    assert "理解為" not in "".join(lines[:told])
    assert "理解為" not in qa("ask", "那它哪天開通？")[1]  # nothing came before


def session(settings: Settings, typed: bytes) -> str:
    """Return what a terminal shows of ``qa ask`` while something is typed into it."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "ui.cli", "ask"]
    environment = environment_of(settings) | {"TERM": "xterm", "COLUMNS": "200", "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    shown, sent = b"", False
    with suppress(OSError):  # how a terminal ends on Linux
        while piece := os.read(master, 65536):
            shown += piece
            if not sent and "問：".encode() in shown:
                os.write(master, typed)
                sent = True
    os.close(master)
    assert process.wait(timeout=60) == 0
    return shown.decode(errors="replace")


@pytest.mark.skipif(pty is None, reason="a terminal of its own is for Unix")
def test_a_session_at_a_terminal_edits_by_characters_and_remembers_questions(qa: Run, settings: Settings) -> None:
    qa("rebuild")
    backspace, up, end = b"\x7f", b"\x1b[A", b"\x04"
    shown = session(settings, "掌上書房哪天開通嗎".encode() + backspace + b"\r" + up + b"\r" + end)
    assert "空行或 Ctrl-D 結束" in shown
    assert shown.count("《雲澤市圖書館開通掌上書房》") == 2  # the second time from the history
    assert "\ufffd" not in shown
    assert "Traceback" not in shown


@pytest.mark.skipif(pty is None, reason="a terminal of its own is for Unix")
def test_a_session_at_a_terminal_says_as_what_it_understood_a_question(qa: Run, settings: Settings) -> None:
    qa("rebuild")
    shown = session(settings, "掌上書房收有多少冊電子書\r哪天開通？\r".encode() + b"\x04")
    assert "理解為：掌上書房哪天開通？" in shown
    assert shown.index("理解為：") < shown.index("3月15日")


def test_what_is_listed_is_json_for_programs(qa: Run, tmp_path: Path) -> None:
    (tmp_path / "typhoon.txt").write_text("颱風消息\n\n颱風5月9日登陸東岸。\n", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    code, out, err = qa("add", str(tmp_path / "typhoon.txt"), str(tmp_path / "picture.png"), "--json")
    added = json.loads(out)
    assert code == 3
    assert [(one["title"], one["outcome"], one["same_as"]) for one in added["taken"]] == [("颱風消息", "added", None)]
    assert [one["origin"] for one in added["refused"]] == [str(tmp_path / "picture.png")]
    assert "已啟用：5 篇文章" in err
    [build] = json.loads(qa("builds", "--json")[1])
    assert (build["live"], build["published"], build["articles"]) == (True, True, 5)
    assert build["changes"]["added"] == 5
