"""Questions to ask next: what an article offers, and that only those stay which it answers."""

from pathlib import Path

from embeddings.article import Article
from embeddings.formats.writer import TextWriter
from tests.fakes.assistant import FakeBuild, FakeLive, OverlapAssistant
from ui.chat.following import WANTED, NextQuestion, candidates, is_answered, next_questions
from ui.jobs import BuildJobs
from ui.settings import Settings
from ui.wiring import Services


def article_of(write) -> Article:
    writer = TextWriter()
    write(writer)
    return Article("a-1", "設備", writer.text, "a.csv", blocks=writer.blocks)


def services(folder: Path, *articles: Article) -> Services:
    live = FakeLive(FakeBuild("b-1", articles))
    return Services(Settings(data_dir=folder), OverlapAssistant(live), live, builds=None, jobs=BuildJobs({}, ["false"]))


def test_a_table_offers_a_column_of_each_record_in_turn() -> None:
    def write(writer: TextWriter) -> None:
        writer.record([("設備", "擴音器"), ("借期", "3天"), ("押金", "300元")], key=0)
        writer.record([("設備", "腳架"), ("借期", "5天"), ("押金", "100元")], key=0)
        writer.record([("設備", "投影機"), ("借期", ""), ("押金", "")], key=0)

    assert list(candidates(article_of(write))) == [
        NextQuestion("擴音器的借期是什麼？", "3天"),
        NextQuestion("腳架的押金是什麼？", "100元"),
    ]


def test_a_faq_offers_its_own_questions_and_clauses_what_they_say() -> None:
    def write(writer: TextWriter) -> None:
        writer.entry(("問", "幾點開門？"), ("答", "九點。"))
        writer.paragraph("第一條　本規則依法訂定。\n第二條　不得攜入寵物。")

    assert [one.question for one in candidates(article_of(write))][:1] == ["幾點開門？"]


def test_running_text_offers_days_and_what_things_are_in_its_own_script() -> None:
    text = "3月15日，云泽市图书馆的掌上书房正式开通。馆长是沈若溪，欢迎大家。"
    found = list(candidates(Article("a-1", "图书馆", text, "a.txt")))
    assert NextQuestion("云泽市图书馆的掌上书房正式开通是哪一天？", "3月15日") in found
    assert NextQuestion("馆长是什么？", "沈若溪") in found


def test_only_what_the_article_answers_as_meant_is_kept(tmp_path: Path) -> None:
    article = Article("a-1", "渡輪", "3月15日，渡輪正式恢復行駛。票價50元。", "a.txt")
    other = Article("a-2", "票價", "渡輪票價是多少呢，票價80元。", "b.txt")
    running = services(tmp_path, article, other)
    assert is_answered(running, article, NextQuestion("渡輪正式恢復行駛是哪一天？", "3月15日"))
    assert not is_answered(running, article, NextQuestion("渡輪正式恢復行駛是哪一天？", "80元"))
    assert not is_answered(running, article, NextQuestion("渡輪票價是多少呢"))  # another article does
    assert not is_answered(running, article, NextQuestion("阿基米德是誰"))
    assert not is_answered(services(tmp_path), article, NextQuestion("票價"))


def test_three_at_most_and_none_that_was_asked(tmp_path: Path) -> None:
    text = "".join(f"{month}月1日，第{month}號渡輪正式恢復行駛。\n" for month in range(1, 7))
    article = Article("a-1", "渡輪", text, "a.txt")
    found = next_questions(services(tmp_path, article), article, [])
    assert len(found) == WANTED
    again = next_questions(services(tmp_path, article), article, [found[0].replace("輪", "轮").rstrip("？")])
    assert found[0] not in again
    assert found[1] in again
