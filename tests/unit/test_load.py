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
    text_file(tmp_path, "表.xyz", "rows = load(path)\n")
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


SUBTITLES = f"1\n00:00:01,000 --> 00:00:04,000\n{BODY}\n"
LOG = "2024-03-01 08:00:12,345 INFO com.example.Boiler - 鍋爐房壓力正常，讀數為零點六兆帕\n" * 3
HEADER = "/* motor.h\n * 說明：主軸電機的最高轉速為每分鐘三千六百轉\n */\n#define MAX_RPM 3600\n"
NOTES = "開放時間\n========\n\n" + BODY


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("字幕.srt", SUBTITLES), ("值班.log", LOG), ("motor.h", HEADER), ("設定.ini", f"[館]\n說明 = {BODY}\n")),
        *(("論文.tex", f"\\section{{時間}}\n{BODY}"), ("說明.rst", NOTES), ("筆記.org", f"* 時間\n{BODY}")),
        *(("館.yaml", f"title: 公告\ncontent: {BODY}\n"), ("信.asc", BODY), ("README", NOTES), ("公告.2024", BODY)),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16"])
def test_a_file_of_any_name_that_is_chinese_text_is_read(tmp_path, name, text, encoding):
    path = text_file(tmp_path, name, text, encoding)
    report = load(tmp_path, "k")
    assert [(one.origin, one.text) for one in report.articles] == [(f"k/{name}", text)]
    assert report.problems == ()
    assert load(path).articles[0].text == text


def test_a_title_of_such_a_file_is_in_chinese_or_its_name():
    assert read("說明.rst", NOTES).title == "開放時間"
    assert read("motor.h", HEADER).title == "motor"


def test_a_program_with_a_few_words_of_chinese_is_refused_with_its_share(tmp_path):
    program = "def opening_hours(library, weekday):\n    return library.hours[weekday]  # 時間\n"
    text_file(tmp_path, "館.py", program)
    (problem,) = load(tmp_path, "k").problems
    assert (problem.origin, "「館.py」這種格式" in problem.reason) == ("k/館.py", True)
    assert "只有 4% 是中文（至少要 15%）" in problem.reason
    assert "；請把要查的文字另存成 .txt" in problem.reason


@pytest.mark.parametrize("name", ["圖.png", "片.MP4", "歌.mp3", "裝.exe", "包.zip", "包.tar.gz", "舊.doc"])
def test_pictures_sound_programs_and_archives_are_refused_by_name_unread(tmp_path, name):
    text_file(tmp_path, name)
    found = find_sources(tmp_path, "k")
    assert (found.files, [problem.origin for problem in found.problems]) == ((), [f"k/{name}"])


def test_bytes_that_are_no_text_are_refused_by_name():
    with pytest.raises(SourceError, match=r"「資料\.bak」.*請"):
        read_bytes(bytes(range(256)) * 20, "資料.bak", "某處")


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


NARROW = "\n".join(
    (
        *("　　霧社雨量站設在山腰的茶廠後", "方，海拔一千一百六十公尺，由", "茶農輪流抄錄，每天早晚各一次"),
        *("，抄在簿子上寄給氣象單位。去", "年八月的颱風夜量到一百九十", "三點五毫米，是設站以來最多的", "一次。"),
    )
)


def test_a_text_that_is_wrapped_narrowly_is_joined_where_a_line_ends_a_character_early():
    assert read("甲.txt", NARROW).text.endswith("颱風夜量到一百九十三點五毫米，是設站以來最多的一次。")
    assert "\n" not in read("甲.txt", NARROW).text


def test_lines_that_begin_with_a_time_are_never_joined():
    assert read("甲.txt", LOG).text == LOG


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
