"""A collection becomes a build: everything in it, nothing encoded twice, and nothing bad gets a name."""

import errno
import shutil
import threading
from dataclasses import replace

import numpy as np
import pytest

from embeddings.article import Article, Passage
from embeddings.builds import make as building
from embeddings.builds.manifest import Changes
from embeddings.builds.opened import OpenBuild
from embeddings.builds.publish import Builds
from embeddings.builds.recipe import Recipe
from embeddings.chunk import chunk
from embeddings.collection.memory import InMemoryArticles
from embeddings.collection.records import Collection
from embeddings.collection.sync import sync_folder
from embeddings.errors import BuildError, BusyError, NotFoundError
from embeddings.progress import Progress, Stage
from tests.fakes.collection import articles, build, published, recipe
from tests.fakes.encoder import HashEncoder


def test_everything_of_the_articles_is_in_the_build(tmp_path):
    builds, manifest = published(tmp_path)
    opened = builds.open_live()
    every = opened.passages(range(opened.count()))
    assert [opened.article(article.id) for article in articles()] == articles()
    assert every == [p for p in every if opened.article(p.article_id).text[p.start : p.end] == p.text]
    assert {p.article_id for p in every} == {article.id for article in articles()}
    assert (manifest.articles, manifest.passages, manifest.reused_vectors) == (4, len(every), 0)
    assert opened.counts() == {"articles": len(every), "postings": len(every), "vectors": len(every)}


def test_both_legs_find_the_passage(tmp_path):
    opened = published(tmp_path)[0].open_live()
    lexical = opened.search_lexical(["捷运公司总经理"], 3)[0]
    dense = opened.search_dense(HashEncoder().encode_queries(["台北捷運\n台北捷運去年載客七億人次"]), 3)[0]
    for found in (lexical, dense):
        assert opened.passages([found[0].passage_id])[0].article_id == "c-metro"


def test_passages_come_in_the_order_asked(tmp_path):
    opened = published(tmp_path)[0].open_live()
    assert [p.id for p in opened.passages([3, 0, 2, 0])] == [3, 0, 2, 0]
    with pytest.raises(ValueError, match="no passages"):
        opened.passages([0, 999])


def test_an_unknown_article_is_not_found(tmp_path):
    with pytest.raises(NotFoundError, match="qa list"):
        published(tmp_path)[0].open_live().article("../../etc/passwd")


def test_summaries_count_characters_and_passages(tmp_path):
    opened = published(tmp_path)[0].open_live()
    summaries = {summary.id: summary for summary in opened.articles()}
    assert list(summaries) == [article.id for article in articles()]
    assert summaries["c-metro"].characters == len(opened.article("c-metro").text)
    assert sum(summary.passages for summary in summaries.values()) == opened.count()


def test_the_title_is_searched_too(tmp_path):
    builds, _ = published(tmp_path, [Article("a", "饕餮紋", "青銅器上常見的一種花紋。", "a.txt"), *articles()[1:]])
    opened = builds.open_live()
    assert opened.passages([opened.search_lexical(["饕餮"], 1)[0][0].passage_id])[0].article_id == "a"


def test_an_unchanged_collection_encodes_nothing(tmp_path):
    builds, first = published(tmp_path)
    encoder = HashEncoder()
    again = build(articles(), Builds(tmp_path, recipe(encoder)), previous=builds.open_live())
    assert (encoder.encoded, again.reused_vectors, again.previous) == (0, first.passages, first.id)
    assert again.changes == Changes(0, 0, 0, 0)
    old, new = builds.open_live(), builds.open(again.id)
    ids = range(first.passages)
    np.testing.assert_array_equal(old.vectors(ids), new.vectors(ids))


def test_only_what_changed_is_encoded(tmp_path):
    builds, _ = published(tmp_path)
    encoder = HashEncoder()
    changed = [a for a in articles(c_metro="台北捷運今年載客八億人次。", e_new="新的文章。") if a.id != "d-english"]
    again = build(changed, Builds(tmp_path, recipe(encoder)), previous=builds.open_live())
    assert (encoder.encoded, again.changes) == (2, Changes(added=1, changed=1, moved=0, removed=1))
    opened = builds.open(again.id)
    ids = opened.records.ids()
    fresh = [HashEncoder().encode_passages([f"{p.title}\n{p.text}"])[0] for p in opened.passages(ids)]
    np.testing.assert_array_equal(opened.vectors(ids), np.stack(fresh))


def test_a_build_over_another_holds_what_one_from_nothing_holds(tmp_path):
    builds, _ = published(tmp_path / "over")
    changed = [a for a in articles(b_consumer="改寫之後只有一句話。", e_new="新的文章。") if a.id != "a-quake"]
    over = builds.open(build(changed, builds, previous=builds.open_live()).id)
    new = published(tmp_path / "new", changed)[0].open_live()

    def contents(opened: OpenBuild) -> list[tuple[str, int, int, str]]:
        return sorted((p.article_id, p.start, p.end, p.text) for p in opened.passages(opened.records.ids()))

    assert contents(over) == contents(new)
    assert over.articles() == new.articles()
    for question in ("花蓮地震", "改寫之後", "新的文章", "台北捷運公司總經理"):
        found, right = (
            [opened.passages([hit.passage_id])[0].text for hit in opened.search_lexical([question], 5)[0]]
            for opened in (over, new)
        )
        assert set(found) == set(right)


def test_a_passage_keeps_its_id_while_its_article_does_not_change(tmp_path):
    builds, _ = published(tmp_path)
    before = {p.id: p for p in builds.open_live().passages(builds.open_live().records.ids())}
    again = build(articles(b_consumer="改寫了。"), builds, previous=builds.open_live())
    after = {p.id: p for p in builds.open(again.id).passages(builds.open(again.id).records.ids())}
    kept = before.keys() & after.keys()
    assert {before[id_] for id_ in kept} == {after[id_] for id_ in kept}
    assert {after[id_].article_id for id_ in after.keys() - kept} == {"b-consumer"}
    assert {before[id_].article_id for id_ in before.keys() - kept} == {"b-consumer"}


def test_after_much_has_been_removed_the_postings_are_written_anew(tmp_path):
    builds, _ = published(tmp_path)
    removed = []
    for number in range(4):
        texts = articles(a_quake=f"第{number}版。" + "花蓮縣發生地震。" * 60)
        again = build(texts, builds, previous=builds.open_live())
        builds.publish(again.id)
        removed.append(again.removed_passages)
    assert max(removed) > 0
    assert 0 in removed[1:]  # written anew, whatever the share was before


def test_the_same_text_under_many_names_is_encoded_once(tmp_path):
    texts = [Article(f"a{n:04}", "公告", f"第{n % 10}號公告的全文。", f"{n}.txt") for n in range(700)]
    encoder = HashEncoder()
    builds = Builds(tmp_path, recipe(encoder))
    first = build(texts, builds)
    assert (encoder.encoded, first.passages, first.reused_vectors) == (10, 700, 690)
    opened = builds.open(first.id)
    vectors = opened.vectors(opened.records.ids())
    np.testing.assert_array_equal(vectors, np.tile(vectors[:10], (70, 1)))
    more = [*texts, Article("b", "公告", "第3號公告的全文。", "b.txt")]
    again = build(more, builds, previous=opened)
    assert (encoder.encoded, again.reused_vectors) == (10, 701)


def test_an_article_that_moved_is_neither_new_nor_gone(tmp_path):
    source, folder = Builds(tmp_path / "builds", recipe()), tmp_path / "articles"
    (folder / "舊").mkdir(parents=True)
    for name in ("甲", "乙"):
        (folder / "舊" / f"{name}.txt").write_text(f"{name}的標題\n\n{name}館三月開放。", encoding="utf-8")
    with Collection.open(tmp_path / "collection.sqlite") as collection:
        sync_folder(collection, folder)
        source.publish(building.build(collection, source).id)
        (folder / "新").mkdir()
        (folder / "舊" / "甲.txt").rename(folder / "新" / "甲.txt")
        (folder / "舊" / "乙.txt").unlink()
        sync_folder(collection, folder)
        made = building.build(collection, source, previous=source.open_live())
    assert made.changes == Changes(added=0, changed=0, moved=1, removed=1)
    assert made.reused_vectors == made.passages


def test_a_new_title_is_encoded_anew(tmp_path):
    builds, _ = published(tmp_path)
    renamed = [replace(article, title="捷運") if article.id == "c-metro" else article for article in articles()]
    encoder = HashEncoder()
    again = build(renamed, Builds(tmp_path, recipe(encoder)), previous=builds.open_live())
    assert (encoder.encoded, again.changes) == (1, Changes(added=0, changed=1, moved=0, removed=0))


def test_another_encoder_reuses_nothing(tmp_path):
    builds, first = published(tmp_path)
    encoder = HashEncoder(fingerprint="hash-2")
    again = build(articles(), Builds(tmp_path, recipe(encoder)), previous=builds.open_live())
    assert (encoder.encoded, again.reused_vectors) == (first.passages, 0)


def test_text_that_databases_stumble_over_survives(tmp_path):
    text = "𠮷野家\0的「牛丼」'; DROP TABLE articles; -- 👩‍👩‍👧‍👦 賣一百元。" * 30
    builds, _ = published(tmp_path, [Article("x'\"", "𠮷\0", text, "x.txt")])
    opened = builds.open_live()
    assert opened.article("x'\"").text == text
    assert all(text[p.start : p.end] == p.text for p in opened.passages(range(opened.count())))


@pytest.mark.parametrize("texts", [[], [Article("a", "空", "", "a.txt")]])
def test_an_empty_collection_says_how_to_add_articles(tmp_path, texts):
    builds = Builds(tmp_path, recipe())
    with pytest.raises(BuildError, match="qa add"):
        build(texts, builds)
    assert (builds.ids(), list(tmp_path.glob(".*.partial"))) == ([], [])


@pytest.mark.parametrize("order", [[1, 0, 2, 3], [0, 0, 1, 2]])
def test_articles_out_of_order_or_twice_are_a_mistake(order):
    with pytest.raises(ValueError, match="order of their ids"):
        InMemoryArticles(articles()[number] for number in order)


def test_a_failed_check_leaves_the_live_build_and_no_other(tmp_path):
    builds, first = published(tmp_path)
    with pytest.raises(BuildError, match="黃金題"):
        build(articles(), builds, checks=[lambda opened: [f"黃金題只對了 {opened.count() - opened.count()} 題"]])
    assert (builds.ids(), builds.current_id(), list(tmp_path.glob(".*.partial"))) == ([first.id], first.id, [])


def test_passages_that_are_not_slices_are_refused(tmp_path):
    def shifted(article: Article, first_id: int) -> list[Passage]:
        return [
            Passage(p.id, p.article_id, p.title, p.start, p.end, p.text[1:] + "。") for p in chunk(article, first_id)
        ]

    with pytest.raises(BuildError, match="與原文不符"):
        build(articles(), Builds(tmp_path, Recipe(HashEncoder(), chunk=shifted)))


def test_an_encoder_whose_vectors_find_nothing_is_refused(tmp_path):
    class Constant(HashEncoder):
        def encode_passages(self, texts):
            return np.full((len(texts), self.dimension), np.nan, dtype=np.float32)

    with pytest.raises(BuildError, match="向量"):
        build(articles(), Builds(tmp_path, recipe(Constant())))


def test_repetitive_and_wordless_articles_are_no_fault(tmp_path):
    same = [Article(f"a{n:02}", "公告", "本公司依法公告如下，請各位股東知悉。", f"{n}.txt") for n in range(30)]
    build([*same, Article("b", "！", "！！！？？？", "b.txt")], Builds(tmp_path, recipe()))


def test_articles_of_which_the_encoder_knows_no_term_are_found_by_words(tmp_path):
    class Ignorant(HashEncoder):
        def encode_passages(self, texts):
            return np.zeros((len(texts), self.dimension), dtype=np.float32)

    builds = Builds(tmp_path, recipe(Ignorant()))
    opened = builds.open(build(articles(), builds).id)
    (hit,) = opened.search_lexical([articles()[0].text], 1)[0]
    assert opened.passages([hit.passage_id])[0].article_id == articles()[0].id


def test_a_full_disk_is_explained_and_leaves_the_live_build(tmp_path):
    class Filling(HashEncoder):
        def encode_passages(self, texts):
            raise OSError(errno.ENOSPC, "No space left on device")

    builds, first = published(tmp_path)
    with pytest.raises(BuildError, match="磁碟空間不足"):
        build(articles(), Builds(tmp_path, recipe(Filling())))
    assert (builds.ids(), list(tmp_path.glob(".*.partial"))) == ([first.id], [])
    assert builds.open_live().id == first.id


def test_other_failures_keep_their_own_error(tmp_path):
    class Broken(HashEncoder):
        def encode_passages(self, texts):
            raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        build(articles(), Builds(tmp_path, recipe(Broken())))


def test_progress_goes_through_the_stages_to_the_end(tmp_path):
    told: list[Progress] = []
    manifest = build(articles(), Builds(tmp_path, recipe()), report=told.append)
    assert list(dict.fromkeys(step.stage for step in told)) == [Stage.CHUNK, Stage.ENCODE, Stage.INDEX, Stage.VERIFY]
    last = {step.stage: step for step in told}
    assert last[Stage.CHUNK] == Progress(Stage.CHUNK, 4, 4)
    for stage in (Stage.ENCODE, Stage.INDEX, Stage.VERIFY):
        assert last[stage] == Progress(stage, manifest.passages, manifest.passages)


def test_a_second_writer_is_told_who_writes(tmp_path):
    builds, _ = published(tmp_path)
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with Builds(tmp_path, recipe()).writing():
            held.set()
            release.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(30)
    try:
        with pytest.raises(BusyError, match=r"行程 \d+（自 20\d\d-"):
            build(articles(), builds)
    finally:
        release.set()
        thread.join()
    build(articles(), builds)


def test_leftovers_of_dead_builds_are_removed_and_their_vectors_used(tmp_path):
    class Dying(HashEncoder):
        def encode_passages(self, texts):
            if self.encoded:
                raise KeyboardInterrupt
            return super().encode_passages(texts)

    many = [Article(f"a{n:04}", f"第{n}篇", f"第{n}篇文章說的是第{n * 7}件事。", f"{n}.txt") for n in range(300)]
    with pytest.raises(KeyboardInterrupt):
        build(many, Builds(tmp_path, recipe(Dying())))
    (left,) = tmp_path.glob(".*.partial")
    with (left / ".vectors.journal").open("ab") as journal:
        journal.write(b"cut off")
    encoder = HashEncoder()
    manifest = build(many, Builds(tmp_path, recipe(encoder)))
    assert (encoder.encoded, manifest.reused_vectors) == (300 - 256, 256)
    assert list(tmp_path.glob(".*.partial")) == []


def test_a_build_does_not_depend_on_where_it_lies(tmp_path):
    _, manifest = published(tmp_path / "here")
    shutil.move(tmp_path / "here", tmp_path / "那裡 100%?#")
    assert Builds(tmp_path / "那裡 100%?#", recipe()).open_live().article("c-metro").title == "台北捷運"
    assert manifest.articles == 4
