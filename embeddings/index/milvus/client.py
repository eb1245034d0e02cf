"""The connection to Milvus. Only this module imports pymilvus; every call has a time limit and Chinese error messages.

A circuit breaker (Nygard 2018) protects it: after several calls without an answer the next ones fail at once, until a
trial call succeeds. So a question does not wait while Milvus is down.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import metadata
from typing import Any

from embeddings.errors import DamagedBuildError, ModelError, StoreDownError, StoreError
from embeddings.index.milvus.address import Address
from embeddings.index.milvus.lexical import K1, NOTHING, B, Lexical, lexical_of, version_of

ANSWER_SECONDS = 5  # a question waits no longer
WRITE_SECONDS = 60
SETTLE_SECONDS = 600  # to index and load what was written
FAILURES = 3  # calls without an answer, until no more are made
REST_SECONDS = 10  # until one is let through again
MISSING = (4, 100)  # pymilvus' codes of a collection that is not there, old and new
LITE_UNOPENED = "Open local milvus failed"  # all that pymilvus says of a file that Milvus Lite did not open
INSTALL = "pip install '.[milvus]'"
UNLOADED = 101  # the code of a collection that is on disk alone
KEY_CHARACTERS = 64
MOST_BYTES = 65_535  # of a text in Milvus
FLAT_UP_TO = 150_000  # passages that are compared one by one, as in the embedded index; Milvus Lite: all
HNSW: Mapping[str, int] = {"M": 16, "efConstruction": 200}


class _UnloadedError(StoreError):
    """A collection is not loaded any more: Milvus Lite loads none when it is started again."""


class Connection:
    """An open connection, and what the Milvus at its other end can do."""

    def __init__(self, client: Any, address: Address, version: str) -> None:  # noqa: ANN401 -- pymilvus, which may be missing, has no types
        import pybreaker

        self._client = client
        self.address = address
        self.is_lite = address.is_file or "lite-" in version
        self.version = version
        self.lexical = lexical_of(version, is_lite=self.is_lite)
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=FAILURES, reset_timeout=REST_SECONDS, exclude=[lambda error: not _is_outage(error)]
        )

    @classmethod
    def open(cls, address: Address) -> "Connection":
        """Connect; raise ``StoreDownError`` if nothing answers, ``ModelError`` if the library is not installed."""
        try:
            import pybreaker  # noqa: F401 -- told as missing here; ``__init__`` uses it
            import pymilvus
        except ImportError as error:
            raise ModelError(f"QA_STORE 需要另外安裝：請執行 {INSTALL}，或拿掉 QA_STORE。") from error
        for name in ("pymilvus", "milvus_lite"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is told once, in our words
        try:
            client = pymilvus.MilvusClient(address.uri, token=address.token, timeout=ANSWER_SECONDS)
            version = _version(client, address)
        except Exception as error:  # connecting raises what its transport raises, of no common base; raised in words
            raise _refused(error, address) from error
        return cls(client, address, version)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _call(self, name: str, *arguments: object, seconds: float = ANSWER_SECONDS, **named: object) -> Any:  # noqa: ANN401 -- pymilvus is untyped
        """Return the result of a client call; raise ``StoreError`` or ``DamagedBuildError`` for its errors."""
        import grpc
        import pybreaker
        import pymilvus

        called: Callable[[], object] = partial(getattr(self._client, name), *arguments, timeout=seconds, **named)
        try:
            return self._breaker.call(called)
        except pybreaker.CircuitBreakerError as error:
            raise _down(self.address) from error
        except (pymilvus.MilvusException, grpc.RpcError, OSError, ValueError) as error:
            raise _refused(error, self.address) from error

    def _read(self, name: str, collection: str, *arguments: object, **named: Any) -> Any:  # noqa: ANN401 -- pymilvus is untyped
        """Return the result of a call that reads a collection, which is loaded if it is not any more."""
        try:
            return self._call(name, collection, *arguments, **named)
        except _UnloadedError:
            self._call("load_collection", collection)
            return self._call(name, collection, *arguments, **named)

    def create(self, collection: str, dimension: int, lexical: Lexical) -> None:
        """Make a collection: passages by id, with a hash, a vector, and their words as they are weighed."""
        from pymilvus import DataType, Function, FunctionType, MilvusClient

        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("key", DataType.VARCHAR, max_length=KEY_CHARACTERS)
        schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dimension)
        if lexical is Lexical.SERVER:
            analyzer = {"tokenizer": "whitespace"}
            schema.add_field(
                "terms", DataType.VARCHAR, max_length=MOST_BYTES, enable_analyzer=True, analyzer_params=analyzer
            )
            schema.add_function(Function("bm25", FunctionType.BM25, ["terms"], ["words"]))
        if lexical is not Lexical.NONE:
            schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
        self._call("create_collection", collection, schema=schema, consistency_level="Bounded", seconds=WRITE_SECONDS)

    def settle(self, collection: str, lexical: Lexical, expected: int) -> None:
        """Return when everything written is on disk, indexed, loaded and searchable."""
        settle = partial(self._call, seconds=SETTLE_SECONDS)
        settle("flush", collection)
        if not self._call("list_indexes", collection):
            settle("create_index", collection, index_params=self._indexes(lexical, expected))
        self.load(collection, lexical, seconds=SETTLE_SECONDS)
        self.count(collection, settled=True)

    def _indexes(self, lexical: Lexical, expected: int) -> Any:  # noqa: ANN401 -- pymilvus is untyped
        """Return the indexes of the fields."""
        indexes = self._client.prepare_index_params()
        exact = self.is_lite or expected <= FLAT_UP_TO  # Milvus Lite's HNSW finds too little under a mask
        kind, numbers = ("FLAT", {}) if exact else ("HNSW", HNSW)
        indexes.add_index("dense", index_type=kind, metric_type="IP", params=numbers)
        if lexical is not Lexical.NONE:
            metric = "BM25" if lexical is Lexical.SERVER else "IP"
            weighed = {"bm25_k1": K1, "bm25_b": B} if lexical is Lexical.SERVER else {}
            indexes.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type=metric, params=weighed)
        return indexes

    def load(self, collection: str, lexical: Lexical, seconds: float = WRITE_SECONDS) -> None:
        """Have a collection ready for searching, each field searched once: Milvus Lite takes long over the first."""
        self._call("load_collection", collection, seconds=seconds)
        dimension = self.fields(collection)["dense"]
        first: dict[str, tuple[str, object]] = {"dense": ("IP", [1.0] + [0.0] * (dimension - 1))}
        if lexical is not Lexical.NONE:
            first["words"] = ("BM25", "1") if lexical is Lexical.SERVER else ("IP", {NOTHING: 1.0})
        for field, (metric, asked) in first.items():
            self._call(
                "search",
                collection,
                [asked],
                anns_field=field,
                limit=1,
                search_params={"metric_type": metric, "params": {}},
                consistency_level="Bounded",
                seconds=seconds,
            )

    def has(self, collection: str) -> bool:
        """Return whether there is a collection of that name."""
        return bool(self._call("has_collection", collection))

    def fields(self, collection: str) -> dict[str, int]:
        """Return the names of a collection's fields, with the dimension of those that are dense vectors."""
        told = self._call("describe_collection", collection)
        return {field["name"]: int(field.get("params", {}).get("dim", 0)) for field in told["fields"]}

    def count(self, collection: str, *, settled: bool) -> int:
        """Return the number of passages; ``settled`` counts all that was written before, which takes longer."""
        level, seconds = ("Strong", WRITE_SECONDS) if settled else ("Bounded", ANSWER_SECONDS)
        [row] = self._read("query", collection, output_fields=["count(*)"], consistency_level=level, seconds=seconds)
        return int(row["count(*)"])

    def upsert(self, collection: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Write passages, in place of those that have the same ids."""
        self._call("upsert", collection, list(rows), seconds=WRITE_SECONDS)

    def delete(self, collection: str, ids: Sequence[int]) -> None:
        """Remove passages."""
        self._call("delete", collection, ids=list(ids), seconds=WRITE_SECONDS)

    def search(
        self, collection: str, field: str, data: object, limit: int, condition: str, *, metric: str = "IP"
    ) -> list[tuple[int, float]]:
        """Return the passages nearest in a field, with how near they are, best first."""
        numbers = {"ef": max(64, 2 * limit)} if field == "dense" else {}
        [found] = self._read(
            "search",
            collection,
            [data],
            anns_field=field,
            limit=limit,
            filter=condition,
            search_params={"metric_type": metric, "params": numbers},
            output_fields=["id"],
            consistency_level="Bounded",
        )
        return [(int(hit["id"]), float(hit["distance"])) for hit in found]

    def read(self, collection: str, ids: Sequence[int], field: str) -> dict[int, Any]:
        """Return a field of those of the passages that are there."""
        rows = self._read(
            "query",
            collection,
            filter=f"id in {list(ids)}",
            output_fields=["id", field],
            consistency_level="Strong",
            seconds=WRITE_SECONDS,
        )
        return {int(row["id"]): row[field] for row in rows}

    def point(self, alias: str, collection: str) -> None:
        """Let an alias name a collection from now on, in one step; Milvus Lite before 3.0 has none."""
        if self.is_lite and version_of(self.version) < (3, 0):
            return
        try:
            self._call("create_alias", collection, alias)
        except StoreDownError:
            raise
        except StoreError:  # it names another: there is no call that does either
            self._call("alter_alias", collection, alias)

    def drop(self, collection: str) -> None:
        """Remove a collection, if it is there."""
        if self.has(collection):
            self._call("drop_collection", collection, seconds=WRITE_SECONDS)


def _version(client: Any, address: Address) -> str:  # noqa: ANN401 -- pymilvus is untyped
    """Return the version of a server, or of Milvus Lite, which does not always report it."""
    return metadata.version("milvus-lite") if address.is_file else str(client.get_server_version())


def _is_outage(error: Exception) -> bool:
    """Return whether an error means that Milvus is unavailable or slow, rather than that the call was wrong."""
    import grpc
    import pymilvus

    if isinstance(error, grpc.RpcError):
        code = error.code() if hasattr(error, "code") else None
        return code is not grpc.StatusCode.UNIMPLEMENTED
    if not isinstance(error, pymilvus.MilvusException):
        return isinstance(error, OSError)
    words = str(error).lower()
    return any(sign in words for sign in OUTAGES)


OUTAGES = (
    "fail connecting",
    "unavailable",
    "deadline",
    "retry run out",
    "retry timeout",
    "timeout",
    "not ready",
    "not fully loaded",
    "no available",
    "node offline",
    "channel not available",
    "connection refused",
    "not healthy",
    "server closed",
)


def _refused(error: Exception, address: Address) -> Exception:
    """Return the error of ours for one of the client's."""
    if _is_outage(error):
        return _down(address)
    words = str(error)
    if getattr(error, "code", None) == UNLOADED:
        return _UnloadedError(f"Milvus（{address}）還沒有把集合載入記憶體：請稍後再試。")
    if getattr(error, "code", None) in MISSING or "not found" in words or "does not exist" in words:
        return DamagedBuildError(f"Milvus（{address}）裡少了目前索引的集合：請執行 `qa rebuild` 重建。")
    if "not exists" in words:
        return StoreError(f"{address} 所在的資料夾不存在：請先建立它，或檢查 QA_STORE。")
    if LITE_UNOPENED in words or "locked" in words.lower():
        return StoreError(
            f"{address} 打不開，多半是正由另一個行程使用：Milvus Lite 的檔案一次只能給一個行程，多個行程請用伺服器。"
        )
    if "quota" in words or "No space" in words or "no space" in words:
        return StoreError(f"Milvus（{address}）的磁碟或配額已滿，原來的索引不受影響：請清出空間，再執行一次。")
    if "auth" in words.lower() or "permission" in words.lower():
        return StoreError(f"Milvus（{address}）不接受這個帳號或密碼：請檢查 QA_STORE。")
    return StoreError(f"Milvus（{address}）拒絕了這個請求，原來的索引不受影響：{words[:200]}。請對照它的版本與設定。")


def _down(address: Address) -> StoreDownError:
    return StoreDownError(
        f"連不上 Milvus（{address}），文章與索引都沒有變動：請檢查它是否在執行、QA_STORE 是否正確，稍後再試。",
        retry_after=REST_SECONDS,
    )
