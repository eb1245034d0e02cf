"""How common a term is, and vectors on their way: each passage counts once, whatever is sent again."""

import numpy as np

from embeddings.index.milvus import terms as module
from embeddings.index.milvus.sent import Sent
from embeddings.index.milvus.terms import TermCounts, TermWriter


def counted(path, terms):
    counts = TermCounts(path)
    try:
        return counts.of(terms)
    finally:
        counts.close()


def test_a_passage_counts_once_for_a_term_and_once_when_it_is_sent_again(tmp_path):
    writer = TermWriter(tmp_path / "terms.sqlite")
    writer.add([(1, ["借期", "借期", "館長"]), (2, ["借期"])])
    writer.add([(2, ["借期"]), (3, ["電梯"])])
    writer.flush()
    writer.close()
    assert counted(tmp_path / "terms.sqlite", ["借期", "館長", "電梯", "沒有"]) == [2, 1, 1, 0]


def test_counting_goes_on_in_another_process_and_takes_back_what_is_removed(tmp_path):
    said = {1: ["借期"], 2: ["借期", "館長"], 3: ["借期"]}
    writer = TermWriter(tmp_path / "terms.sqlite")
    writer.add([(1, said[1]), (2, said[2])])
    writer.flush()
    writer.close()
    writer = TermWriter(tmp_path / "terms.sqlite")
    writer.add(list(said.items()))
    writer.remove([2, 7], lambda ids: [said[id_] for id_ in ids])
    writer.remove([2], lambda ids: [said[id_] for id_ in ids])
    writer.flush()
    writer.close()
    assert counted(tmp_path / "terms.sqlite", ["借期", "館長"]) == [2, 0]


def test_many_terms_are_written_down_in_between(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "IN_MEMORY", 10)
    writer = TermWriter(tmp_path / "terms.sqlite")
    for id_ in range(50):
        writer.add([(id_, ["都有", f"{id_}"])])
    writer.flush()
    writer.close()
    assert counted(tmp_path / "terms.sqlite", ["都有", *map(str, range(50))]) == [50] + [1] * 50


def test_what_was_not_flushed_is_lost(tmp_path):
    writer = TermWriter(tmp_path / "terms.sqlite")
    writer.add([(1, ["借期"])])
    writer.close()
    assert counted(tmp_path / "terms.sqlite", ["借期"]) == [0]


def test_terms_of_quotes_and_more_than_one_statement_takes(tmp_path):
    odd = ["'", '"; DROP TABLE terms', "%", *map(str, range(1200))]
    writer = TermWriter(tmp_path / "terms.sqlite")
    writer.add([(1, odd)])
    writer.flush()
    writer.close()
    assert counted(tmp_path / "terms.sqlite", odd) == [1] * len(odd)


def test_sent_vectors_are_found_by_id_in_any_order_and_none_that_was_not_sent(tmp_path):
    sent = Sent(tmp_path, 4)
    table = np.arange(40, dtype=np.float32).reshape(10, 4)
    assert sent.find([1]) == {}
    sent.append([5, 9, 1 << 40], table[:3])
    assert set(sent.find([9, 7, 5, 0])) == {5, 9}
    sent.append([2], table[3:4])
    sent.append([9], table[4:5])
    found = sent.find([1 << 40, 2, 9])
    np.testing.assert_array_equal([found[1 << 40], found[2], found[9]], table[[2, 3, 4]])
    sent.close()
    assert list(tmp_path.iterdir()) == []
