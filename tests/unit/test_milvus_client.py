"""Every way in which Milvus can fail is told in words, and a breaker spares questions the waiting."""

from time import monotonic

import pytest

from embeddings.errors import DamagedBuildError, QAError, StoreDownError, StoreError
from embeddings.index.milvus import client as module
from embeddings.index.milvus.address import Address
from embeddings.index.milvus.client import FAILURES, Connection
from embeddings.index.milvus.engine import MilvusEngine

pymilvus = pytest.importorskip("pymilvus")
pytestmark = pytest.mark.milvus

ADDRESS = Address.parse("milvus://user:secret@10.0.0.5:19530/articles")


class Failing:
    """A client whose calls raise what it is given, or succeed if that is nothing."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error
        self.calls = 0

    def has_collection(self, name: str, timeout: float) -> bool:
        self.calls += 1
        assert timeout > 0
        if self.error is not None:
            raise self.error
        return True


def failed(error: Exception) -> QAError:
    with pytest.raises(QAError) as told:
        Connection(Failing(error), ADDRESS, "2.5.4").has("a")
    return told.value


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (pymilvus.MilvusException(2, "Fail connecting to server on 10.0.0.5:19530"), StoreDownError, "稍後再試"),
        (pymilvus.MilvusException(1, "Retry run out of 75 retry times"), StoreDownError, "稍後再試"),
        (pymilvus.MilvusException(1, "<_MultiThreadedRendezvous: Deadline Exceeded>"), StoreDownError, "稍後再試"),
        (pymilvus.MilvusException(106, "no available shard leaders"), StoreDownError, "稍後再試"),
        (ConnectionResetError("connection reset"), StoreDownError, "稍後再試"),
        (pymilvus.MilvusException(100, "can't find collection"), DamagedBuildError, "qa rebuild"),
        (pymilvus.MilvusException(9, "disk quota exhausted"), StoreError, "清出空間"),
        (pymilvus.MilvusException(65535, "write: No space left on device"), StoreError, "清出空間"),
        (pymilvus.MilvusException(1, "Open local milvus failed"), StoreError, "另一個行程"),
        (pymilvus.MilvusException(1, "Open local milvus failed, dir: here not exists"), StoreError, "資料夾不存在"),
        (pymilvus.MilvusException(1800, "auth check failure"), StoreError, "QA_STORE"),
        (pymilvus.MilvusException(65535, "something else"), StoreError, "something else"),
    ],
)
def test_an_error_says_what_to_do_and_never_the_password(error, kind, words):
    told = failed(error)
    assert type(told) is kind
    assert words in str(told)
    assert "10.0.0.5" in str(told)
    assert "secret" not in str(told)


def test_after_some_calls_without_an_answer_no_more_are_made_until_one_succeeds(monkeypatch):
    monkeypatch.setattr(module, "REST_SECONDS", 0.2)
    client = Failing(pymilvus.MilvusException(2, "Fail connecting to server"))
    connection = Connection(client, ADDRESS, "2.5.4")
    for _ in range(20):
        with pytest.raises(StoreDownError):
            connection.has("a")
    assert client.calls == FAILURES
    client.error = None
    with pytest.raises(StoreDownError):  # not yet
        connection.has("a")
    until = monotonic() + 5
    while monotonic() < until and client.calls == FAILURES:
        try:
            assert connection.has("a")
        except StoreDownError:
            continue
    assert connection.has("a")
    assert client.calls == FAILURES + 2


def test_what_is_wrong_with_a_call_does_not_open_the_breaker():
    client = Failing(pymilvus.MilvusException(65535, "something else"))
    connection = Connection(client, ADDRESS, "2.5.4")
    for _ in range(20):
        with pytest.raises(StoreError, match="something else"):
            connection.has("a")
    assert client.calls == 20


def test_a_server_that_cannot_search_for_words_is_refused_with_the_version_that_can():
    engine = MilvusEngine(ADDRESS)
    engine._connection = Connection(Failing(None), ADDRESS, "v2.3.5")
    with pytest.raises(StoreError, match=r"v2\.3\.5.*2\.4 以上"):
        _ = engine.lexical


class Unloaded:
    """A client of a server that was started again and has loaded nothing yet."""

    def __init__(self) -> None:
        self.loaded: list[str] = []

    def load_collection(self, name: str, timeout: float) -> None:
        self.loaded.append(name)

    def query(self, name: str, **_: object) -> list[dict[str, int]]:
        if not self.loaded:
            raise pymilvus.MilvusException(101, f"Collection '{name}' is in state 'released'")
        return [{"count(*)": 7}]


def test_a_collection_that_is_not_loaded_any_more_is_loaded_and_read_again():
    client = Unloaded()
    assert Connection(client, ADDRESS, "2.5.4").count("a", settled=False) == 7
    assert client.loaded == ["a"]
