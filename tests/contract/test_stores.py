"""Every store of passages finds what counting by hand finds: the same scores, in the same order, in both legs."""

import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from embeddings.index.milvus.engine import MilvusEngine
from embeddings.index.scored import Scored
from embeddings.index.store import Engine, Mask
from tests.fakes.legs import ReferenceVectors, ranked
from tests.fakes.stores import ENGINES, Held, held, open_engine, stored, unit

WORDS = re.findall(
    r"\w+", "雲澤 圖書館 閱覽證 借期 館長 沈若溪 一百年 的 了 是 在 電梯 保養 規模 2031 HY 召回 熱水壺 龘"
)
QUERIES = ["雲澤圖書館的借期", "一百年召回熱水壺", "2031 HY 是多少？", "沈若溪館長", "龘"]


pytestmark = pytest.mark.filterwarnings("ignore:pkg_resources is deprecated:UserWarning")


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(request.param, tmp_path_factory.mktemp("engine")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def has_words(request: pytest.FixtureRequest, engine: Engine) -> None:
    if (
        request.node.get_closest_marker("lexical")
        and isinstance(engine, MilvusEngine)
        and engine.lexical == "milvus-none"
    ):
        pytest.skip("this Milvus cannot search for words")


@pytest.fixture(scope="module")
def texts() -> list[str]:
    chooser = random.Random(11)
    return ["，".join(chooser.choices(WORDS, k=chooser.randint(1, 90))) for _ in range(300)]


@pytest.fixture(scope="module")
def full(engine: Engine, texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    with held(engine, tmp_path_factory.mktemp("store"), texts) as one:
        yield one


def ids(found: list[Scored]) -> list[int]:
    return [one.passage_id for one in found]


def right_dense(one: Held, vectors: np.ndarray, k: int) -> list[list[Scored]]:
    return ReferenceVectors(list(one.texts), one.table).search(vectors, k)


def test_dense_scores_and_order_are_those_of_the_reference(full):
    queries = unit(30, 2)
    for found, right in zip(full.store.search_dense(queries, 10), right_dense(full, queries, 10), strict=True):
        assert ids(found) == ids(right)
        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in right], abs=5e-6)


@pytest.mark.lexical
def test_lexical_scores_and_order_are_those_of_the_reference(full):
    right = full.reference().search(QUERIES, 10)
    for found, wanted in zip(full.store.search_lexical(QUERIES, 10), right, strict=True):
        assert ids(found) == ids(wanted)
        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in wanted], rel=1e-4)


@pytest.mark.lexical
def test_traditional_and_simplified_questions_find_the_same(full):
    traditional, simplified = full.store.search_lexical(["雲澤圖書館的館長", "云泽图书馆的馆长"], 10)
    assert traditional == simplified != []


@pytest.mark.lexical
def test_a_term_said_twice_counts_once(full):
    once, twice = full.store.search_lexical(["雲澤，借期", "雲澤，借期，借期，雲澤"], 10)
    assert once == twice != []


@pytest.mark.lexical
@pytest.mark.parametrize("query", ["", "？！", "  \n", "饕餮"])
def test_a_question_without_a_known_term_finds_nothing(full, query):
    assert full.store.search_lexical([query], 5) == [[]]


@pytest.mark.lexical
@pytest.mark.parametrize("query", ['"雲澤" AND NOT 借期', "id in [1]", "雲澤*", "1 or 1==1", "借期\\", "+-!&|{}'\""])
def test_a_question_is_never_a_query_of_the_engine(full, query):
    assert ids(full.store.search_lexical([query], 5)[0]) == ids(full.reference().search([query], 5)[0])


def test_a_vector_of_zeros_finds_nothing(full):
    assert full.store.search_dense(np.zeros((1, 24), dtype=np.float32), 5) == [[]]


def test_no_questions_no_answers(full):
    assert full.store.search_dense(unit(0, 1), 5) == []


def test_k_below_one_is_a_mistake(full):
    with pytest.raises(ValueError, match="k must be"):
        full.store.search_dense(unit(1, 1), 0)


def test_a_score_does_not_depend_on_the_batch_or_the_thread(full):
    queries = unit(24, 6)
    whole = full.store.search_dense(queries, 10)
    with ThreadPoolExecutor(4) as pool:
        alone = list(pool.map(lambda query: full.store.search_dense(query[np.newaxis], 10)[0], queries))
    assert whole == alone


def test_terms_are_counted_by_passage(full):
    counted = full.store.terms(["借期", "云泽", "龘", "没有", ""])
    texts = full.texts.values()
    assert counted == [sum("借期" in t for t in texts), sum("雲澤" in t for t in texts), counted[2], 0, 0]
    assert counted[2] == sum("龘" in text for text in texts)


def test_passages_come_in_the_order_asked(full):
    assert [one.text for one in full.store.passages([7, 3, 250])] == [full.texts[7], full.texts[3], full.texts[250]]


def test_vectors_come_back_as_they_were_in_the_order_asked(full):
    np.testing.assert_array_equal(full.store.vectors([7, 3, 250]), full.table[[7, 3, 250]])
    assert full.store.vectors([]).shape == (0, 24)


def test_the_parts_hold_the_same_number(full):
    assert full.store.count() == 300
    assert set(full.store.counts().values()) == {300}


def test_a_mask_hides_passages_and_nothing_else(full):
    [query] = queries = unit(1, 8)
    [whole] = full.store.search_dense(queries, 30)
    hidden = Mask.hiding([*ids(whole)[:4], 299])
    assert (
        ids(full.store.search_dense(query[np.newaxis], 10, hidden)[0])
        == [id_ for id_ in ids(whole) if hidden.shows(id_)][:10]
    )


@pytest.mark.parametrize("allowed", [{3, 17, 150, 299}, set(range(0, 300, 7)), {5000}, set()])
def test_a_mask_shows_only_the_passages_it_has_and_all_of_them(full, allowed):
    queries = unit(3, 9)
    scores = queries.astype(np.float64) @ full.table.T.astype(np.float64)
    for row, found in zip(scores, full.store.search_dense(queries, 10, Mask.only(allowed)), strict=True):
        among = {id_: float(row[id_]) for id_ in allowed if id_ < 300}
        assert ids(found) == ids(ranked(among, 10, decimals=6))


@pytest.mark.lexical
def test_a_mask_holds_for_words_too(full):
    [whole] = full.store.search_lexical(["借期"], 60)
    some = ids(whole)[10:40:3]
    assert ids(full.store.search_lexical(["借期"], 5, Mask.only(some))[0]) == some[:5]
    assert ids(full.store.search_lexical(["借期"], 5, Mask.hiding(some))[0]) == ids(whole)[:5]


@pytest.fixture(scope="module")
def tied(engine: Engine, tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> Iterator[Held]:
    one = unit(1, 3)
    table = np.concatenate([np.repeat(one, 20, axis=0), unit(30, 4), np.repeat(one, 60, axis=0)])
    same = ["飲料"] * 20 + texts[:30] + ["飲料"] * 60
    with held(engine, tmp_path_factory.mktemp("tied"), same, table, build=3) as store:
        yield store


TIED = [*range(20), *range(50, 110)]


@pytest.mark.parametrize("k", [1, 3, 19, 20, 21, 79])
def test_ties_of_vectors_go_to_the_lower_id_at_every_depth(tied, k):
    assert ids(tied.store.search_dense(unit(1, 3), k)[0]) == TIED[:k]


@pytest.mark.lexical
@pytest.mark.parametrize("k", [1, 3, 19, 20, 21, 79])
def test_ties_of_words_go_to_the_lower_id_at_every_depth(tied, k):
    assert ids(tied.store.search_lexical(["飲料"], k)[0]) == TIED[:k]


def test_ids_may_have_gaps_and_be_large(engine, tmp_path):
    with held(engine, tmp_path, {7: "雲澤", 1 << 40: "雲澤圖書館"}) as one:
        assert ids(one.store.search_dense(one.table[1:], 1)[0]) == [1 << 40]
        assert one.store.passages([1 << 40])[0].text == "雲澤圖書館"


def test_a_store_of_nothing_finds_nothing(engine, tmp_path):
    with held(engine, tmp_path, []) as empty:
        assert empty.store.count() == 0
        assert empty.store.search_dense(unit(1, 1), 5) == [[]]
        assert empty.store.terms(["雲澤"]) == [0]


def test_a_passage_without_a_term_is_stored_and_found_by_its_vector(engine, tmp_path):
    with held(engine, tmp_path, ["雲澤", "？！"]) as one:
        assert one.store.count() == 2
        assert ids(one.store.search_dense(one.table[1:], 1)[0]) == [1]


def test_storing_again_changes_nothing(engine, tmp_path, texts):
    with held(engine, tmp_path, texts[:40]) as one:
        queries, words = unit(5, 5), ["借期", "云泽"]
        before = one.store.search_dense(queries, 10), one.store.terms(words), one.store.count()
        for _ in range(2):
            one.store.upsert(stored(one.texts, one.table)[10:30])
        one.store.refresh()
        assert (one.store.search_dense(queries, 10), one.store.terms(words), one.store.count()) == before


def test_what_is_removed_is_gone_and_what_is_added_later_is_found(engine, tmp_path, texts):
    with held(engine, tmp_path, texts[:40]) as one:
        one.store.delete([0, 5, 39])
        added = unit(1, 12)
        one.store.upsert(stored({40: "借期"}, added))
        one.store.refresh()
        assert one.store.count() == 38
        found = one.store.search_dense(np.concatenate([added, one.table[5:6]]), 40)
        assert ids(found[0])[0] == 40
        assert all({0, 5, 39}.isdisjoint(ids(each)) for each in found)


def test_vectors_can_be_asked_for_while_more_are_stored(engine, tmp_path, texts):
    with held(engine, tmp_path, texts[:10]) as one:
        later = unit(2, 13)
        one.store.upsert(stored({10: "雲澤", 11: "借期"}, later))
        np.testing.assert_array_equal(one.store.vectors([11, 10]), later[::-1])
        one.store.refresh()
        np.testing.assert_array_equal(one.store.vectors([11, 3]), np.stack([later[1], one.table[3]]))


def test_a_closed_store_opens_again_as_it_was(engine, tmp_path, texts):
    with held(engine, tmp_path, texts[:40]) as one:
        queries = unit(5, 5)
        before = one.store.search_dense(queries, 10)
        again = engine.open(one.place, 24, one.note)
        assert again.search_dense(queries, 10) == before
        assert again.terms(["借期"]) == one.store.terms(["借期"])
        again.close()


@pytest.mark.lexical
def test_an_endless_word_does_no_harm(engine, tmp_path):
    with held(engine, tmp_path, ["a" * 200_000 + " 雲澤", "借期"]) as one:
        assert one.store.count() == 2
        assert ids(one.store.search_lexical(["雲澤"], 5)[0]) == [0]


def test_folders_of_two_builds_share_nothing(engine, tmp_path: Path, texts):
    with held(engine, tmp_path / "a", texts[:5]) as one, held(engine, tmp_path / "b", texts[5:25], build=2) as other:
        assert (one.store.count(), other.store.count()) == (5, 20)
