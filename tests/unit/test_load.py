import os

import pytest

from embeddings.article import RawArticle
from embeddings.errors import SourceError
from embeddings.formats.load import LARGEST_FILE, Refusal, Sources, find_sources, is_harmless
from tests.fakes.reading import load, read_bytes

BODY = "本館自下月起延長開放時間，週末晚間九點閉館。"


def text_file(folder, name, text=BODY, encoding="utf-8"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def read(name, text):
    (article,) = read_bytes(text.encode(), name, "某處")
    return article


def test_a_folder_is_read_in_sorted_order(tmp_path):
    for name in ["乙.txt", "甲/三.md", "a.TXT", "甲/一.markdown", "b.text"]:
        text_file(tmp_path, name)
    report = load(tmp_path, "articles")
    assert [article.origin for article in report.articles] == [
        "articles/a.TXT",
        "articles/b.text",
        "articles/乙.txt",
        "articles/甲/一.markdown",
        "articles/甲/三.md",
    ]
    assert report.problems == ()


def test_one_file_has_its_own_path_as_origin(tmp_path):
    path = text_file(tmp_path, "館訊.txt")
    assert load(path).articles == (RawArticle(path.resolve().as_posix(), "館訊", BODY),)


def test_problems_are_named_and_not_fatal(tmp_path):
    text_file(tmp_path, "好.txt")
    text_file(tmp_path, "空.txt", "")
    (tmp_path / "圖.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    text_file(tmp_path, "表.xyz")
    report = load(tmp_path, "k")
    assert [article.title for article in report.articles] == ["好"]
    assert {problem.origin for problem in report.problems} == {"k/空.txt", "k/圖.txt", "k/表.xyz"}
    for problem in report.problems:
        assert problem.origin.removeprefix("k/") in problem.reason
        assert "；請" in problem.reason


def test_hidden_files_are_passed_over(tmp_path):
    text_file(tmp_path, ".隱藏.txt")
    text_file(tmp_path, ".git/甲.txt")
    report = load(tmp_path)
    assert (report.articles, report.problems) == ((), ())


def test_links_that_go_in_circles_end(tmp_path):
    text_file(tmp_path, "內/甲.txt")
    (tmp_path / "內" / "上").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "自己").symlink_to(tmp_path / "自己")
    report = load(tmp_path, "k")
    assert [article.origin for article in report.articles] == ["k/內/甲.txt"]
    assert [problem.origin for problem in report.problems] == ["k/內/上", "k/自己"]
    assert "連結" in report.problems[0].reason


def test_a_folder_is_read_as_itself_and_not_by_a_link(tmp_path):
    text_file(tmp_path, "乙/甲.txt")
    (tmp_path / "一").symlink_to(tmp_path / "乙", target_is_directory=True)
    report = load(tmp_path, "k")
    assert [article.origin for article in report.articles] == ["k/乙/甲.txt"]
    assert [problem.origin for problem in report.problems] == ["k/一"]


def test_what_is_no_file_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "管線.txt")
    assert "一般檔案" in load(tmp_path, "k").problems[0].reason


def test_a_file_name_that_is_not_utf8_is_reported(tmp_path):
    (tmp_path / os.fsdecode("舊檔.txt".encode("gbk"))).write_text(BODY, encoding="utf-8")
    (problem,) = load(tmp_path, "k").problems
    assert "重新命名" in problem.reason
    assert problem.origin.encode("utf-8")


def test_a_folder_whose_name_is_not_utf8_stops_no_other(tmp_path):
    text_file(tmp_path, "好.txt")
    folder = tmp_path / os.fsdecode("資料".encode("big5"))
    text_file(folder, "內.txt")
    report = load(tmp_path, "k")
    assert [article.origin for article in report.articles] == ["k/好.txt"]
    assert ["重新命名" in problem.reason for problem in report.problems] == [True]
    with pytest.raises(SourceError, match=r"路徑不是 UTF-8.*請"):
        find_sources(folder)


def test_names_that_differ_only_in_how_they_are_coded(tmp_path):
    text_file(tmp_path, "cafe\u0301.txt", "甲文。")
    text_file(tmp_path, "caf\u00e9.txt", "乙文。")
    report = load(tmp_path, "k")
    assert [article.text for article in report.articles] == ["甲文。"]
    assert ["改名" in problem.reason for problem in report.problems] == [True]


def test_files_of_programs_are_passed_over(tmp_path):
    for name in ("~$年報.docx", "Thumbs.db", "desktop.ini", "._館訊.txt"):
        text_file(tmp_path, name)
    assert find_sources(tmp_path) == Sources((), ())


def test_names_are_composed_whatever_the_file_system_says(tmp_path):
    text_file(tmp_path, "cafe\u0301.txt")
    assert load(tmp_path, "k").articles[0].origin == "k/caf\u00e9.txt"


def test_a_missing_path_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"找不到.*沒有.*請"):
        find_sources(tmp_path / "沒有")


def test_an_enormous_file_is_refused_unread(tmp_path):
    with (tmp_path / "大.txt").open("wb") as file:
        file.truncate(LARGEST_FILE + 2 * 1024**2)
    (problem,) = load(tmp_path, "k").problems
    assert problem == Refusal("k/大.txt", "「大.txt」有 52 MB，超過 50 MB 的上限；請拆成幾個檔案再加入。")


def test_an_unsupported_upload_is_refused():
    with pytest.raises(SourceError, match=r"簡報.key.*\.txt"):
        read_bytes(b"x", "簡報.key", "某處")


def test_gbk_and_big5_files_are_read(tmp_path):
    text_file(tmp_path, "一.txt", BODY, "big5")
    text_file(tmp_path, "二.txt", "本馆自下月起延长开放时间，周末晚间九点闭馆。", "gbk")
    assert [article.text for article in load(tmp_path).articles] == [
        BODY,
        "本馆自下月起延长开放时间，周末晚间九点闭馆。",
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"圖書館延長開放\n\n{BODY}", "圖書館延長開放"),
        (f"\n  圖書館延長開放  \n{BODY}", "圖書館延長開放"),
        (f"{BODY}\n第二段。", "館訊"),
        ("只有一行", "館訊"),
        (f"圖書館延長開放\r\r{BODY}", "圖書館延長開放"),
        (f"圖書館延長開放\f{BODY}", "圖書館延長開放"),
        ("長" * 41 + f"\n{BODY}", "館訊"),
        ("長" * 40 + f"\n{BODY}", "長" * 40),
    ],
)
def test_title_of_plain_text(text, title):
    article = read("館訊.txt", text)
    assert article.title == title
    assert article.text == text  # the title line stays where it is


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        (f"# 延長開放\n\n{BODY}", "延長開放", BODY),
        (f"---\ntitle: 館訊第三期\n---\n# 延長開放\n{BODY}", "館訊第三期", f"延長開放\n\n{BODY}"),
        (f"---\rtitle: 館訊第三期\r---\r{BODY}", "館訊第三期", BODY),
        (f"---\ntitle: 館訊第三期\n---\n## 前言\n{BODY}", "館訊第三期", f"前言\n\n{BODY}"),
        (f"## 前言\n{BODY}", "前言", BODY),
        (f"導言。\n\n# 延長開放\n{BODY}", "延長開放", f"導言。\n\n延長開放\n\n{BODY}"),
        (f"延長開放\n\n{BODY}", "延長開放", f"延長開放\n\n{BODY}"),
        (f"{BODY}\n\n## 附則\n無。", "館訊", f"{BODY}\n\n附則\n\n無。"),
        (BODY, "館訊", BODY),
        ("第一行字\n第二行字\n---\n下文。", "第一行字", "第一行字\n第二行字\n\n下文。"),
    ],
)
def test_title_of_markdown(text, title, body):
    article = read("館訊.md", text)
    assert (article.title, article.text) == (title, body)


def test_front_matter_gives_address_date_and_author():
    article = read("館訊.md", f"---\nurl: https://lib.example/3\ndate: 2024-05-01\nauthor: 王小明\n---\n{BODY}")
    assert (article.url, article.published, article.author) == ("https://lib.example/3", "2024-05-01", "王小明")


def test_a_markdown_file_of_only_a_title_is_refused():
    with pytest.raises(SourceError, match=r"「館訊.md」.*內文"):
        read("館訊.md", "# 延長開放\n")


@pytest.mark.parametrize("text", ["*" * 40, ">" * 40, "[甲]: https://lib.example/3\n", "<!--", "***\n\n---\n"])
def test_a_markdown_file_of_only_marks_is_refused_as_empty(text):
    with pytest.raises(SourceError, match=r"「館訊.md」.*內文"):
        read("館訊.md", text)


@pytest.mark.parametrize(
    ("name", "size", "harmless"),
    [("甲.txt", 30_000, True), ("甲.txt", 40_000, False), ("甲.md", 8000, True), ("甲.md", 9000, False)],
)
def test_what_is_parsed_in_this_process_is_small(name, size, harmless):
    assert is_harmless(b"a" * size, name) is harmless
