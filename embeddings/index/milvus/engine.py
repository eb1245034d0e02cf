"""Milvus as an engine: a collection for each build, named after it, and an alias for the live one.

A search names the collection of its build and never the alias, so that a running question stays with one build. The
pointer in the folder of builds decides which build is live, as for files; the alias shows it to other users of
Milvus.
"""

import threading
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

from embeddings.errors import DamagedBuildError, FingerprintError, StoreDownError, StoreError
from embeddings.index.milvus.address import Address
from embeddings.index.milvus.client import REST_SECONDS, Connection
from embeddings.index.milvus.lexical import Lexical
from embeddings.index.milvus.store import Kept, MilvusStore, sample_keys
from embeddings.index.store import Place

SCHEMA = "1"  # raise it when the fields of a collection change
SAMPLE = 20  # passages whose content is compared when a build is opened


class MilvusEngine:
    """Stores passages in Milvus. It connects when it is first needed."""

    carries_over = False

    def __init__(self, address: Address) -> None:
        self.address = address
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._failure: tuple[float, StoreDownError] | None = None

    @property
    def connection(self) -> Connection:
        """The connection, opened when first needed; a recent failure to connect is raised again."""
        with self._lock:
            if self._connection is None:
                if self._failure is not None and monotonic() < self._failure[0] + REST_SECONDS:
                    raise self._failure[1].with_traceback(None)
                try:
                    self._connection = Connection.open(self.address)
                except StoreDownError as error:
                    self._failure = monotonic(), error
                    raise
            return self._connection

    @property
    def lexical(self) -> str:
        """The name of this Milvus's lexical ranking; raise ``StoreError`` if it has none."""
        return self._way().value

    def _way(self) -> Lexical:
        """Return how words are weighed."""
        way = self.connection.lexical
        if way is Lexical.NONE:
            raise StoreError(
                f"Milvus（{self.address}）的版本是 {self.connection.version}，不能搜尋字詞："
                "請升級到 2.4 以上（建議 2.5 以上），或拿掉 QA_STORE 用內建的索引。"
            )
        return way

    def note(self) -> Mapping[str, str]:
        """Return what the manifest records about this Milvus."""
        way = self._way()
        return {
            "engine": "milvus",
            "version": self.connection.version,
            "schema": SCHEMA,
            "name": self.address.name,
            "lexical": way.value,
        }

    def _kept(self, build_id: str) -> Kept:
        return Kept(self.connection, self.collection(build_id), self._way())

    def collection(self, build_id: str) -> str:
        """Return the name of a build's collection."""
        return f"{self.address.name}_{build_id.replace('-', '_')}"

    def create(self, place: Place, dimension: int, base: Path | None) -> MilvusStore:
        """Return a new store in a new collection."""
        kept = self._kept(place.build_id)
        kept.connection.drop(kept.collection)
        kept.connection.create(kept.collection, dimension, kept.lexical)
        return MilvusStore(kept, place, dimension)

    def open(self, place: Place, dimension: int, note: Mapping[str, str]) -> MilvusStore:
        """Return the store of a finished build, its collection compared with what the folder says."""
        kept = self._kept(place.build_id)
        self._check_note(place, note)
        if not kept.connection.has(kept.collection):
            raise DamagedBuildError(
                f"索引 {place.build_id} 在 Milvus（{self.address}）的集合 {kept.collection} 不見了："
                "請檢查 QA_STORE 是不是同一個伺服器，或執行 `qa rebuild` 重建。"
            )
        if kept.connection.fields(kept.collection).get("dense") != dimension:
            raise FingerprintError(f"集合 {kept.collection} 的向量不是 {dimension} 維：請執行 `qa rebuild` 重建。")
        store = MilvusStore.opened(kept, place, dimension)
        wanted = sample_keys(place.records, SAMPLE)
        if wanted and store.keys(list(wanted)) != wanted:
            raise DamagedBuildError(
                f"集合 {kept.collection} 不完整，或裝的是別的編碼器、別的文章：請執行 `qa rebuild` 重建。"
            )
        return store

    def _check_note(self, place: Place, note: Mapping[str, str]) -> None:
        """Raise ``FingerprintError`` if a build was stored elsewhere or in another way."""
        expected = {"engine": "milvus", "schema": SCHEMA, "name": self.address.name}
        for name, value in expected.items():
            if note.get(name) != value:
                raise FingerprintError(
                    f"索引 {place.build_id} 存放的方式與目前的設定不同（{name} 是 {note.get(name)}，設定是 {value}）："
                    "請檢查 QA_STORE，或執行 `qa rebuild` 重建。"
                )

    def publish(self, build_id: str) -> None:
        """Let the alias name the collection of a build."""
        self.connection.point(self.address.name, self.collection(build_id))

    def drop(self, build_id: str) -> None:
        """Remove the collection of a build."""
        self.connection.drop(self.collection(build_id))

    def close(self) -> None:
        """Close the connection, if there is one."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
