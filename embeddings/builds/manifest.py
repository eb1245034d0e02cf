"""The manifest: one JSON file that records what a build was made with and from.

Opening a build compares every field with the running program, so that vectors of one model are never searched with
questions of another.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from embeddings.builds.recipe import Recipe
from embeddings.errors import DamagedBuildError, FingerprintError
from embeddings.index.parts import ARTICLES, POSTINGS, VECTORS
from embeddings.text.fold import EXTRA_WORDS, fold_table

HASHED_BESIDE = 2  # files hashed in parallel
HASHED_AT_ONCE = 512 << 20  # bytes; larger builds are hashed after opening
FORMAT = 4  # raise it when the format of a build's files changes
MANIFEST = "manifest.json"
PARTS = (ARTICLES, VECTORS, f"{POSTINGS}/meta.json")  # a manifest without one of them is damaged

NUMBERS = ("format", "dimension", "articles", "passages", "reused_vectors", "removed_passages")


@dataclass(frozen=True, slots=True)
class Changes:
    """How many articles were added, changed, moved and removed since the previous build."""

    added: int
    changed: int
    removed: int
    moved: int = 0  # not recorded by builds of format 2


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file's length and SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The description of a build.

    ``created`` is UTC in ISO 8601; ``files`` are keyed by relative path; ``removed_passages`` were removed since the
    postings were last rewritten, and still count in document frequencies.
    """

    format: int
    id: str
    created: str
    encoder: str
    dimension: int
    chunker: str
    fold: str
    lexical: str
    articles: int
    passages: int
    reused_vectors: int
    removed_passages: int
    previous: str | None
    changes: Changes
    collection_digest: str
    files: Mapping[str, FileRecord]
    store: Mapping[str, str] = field(default_factory=dict)  # what the engine notes of itself, if it is not embedded

    @property
    def parts(self) -> tuple[str, ...]:
        """The files that a build must have."""
        return (ARTICLES,) if self.store else PARTS

    @property
    def is_large(self) -> bool:
        """Whether hashing the build's files takes too long to wait for when opening it."""
        return sum(record.bytes for record in self.files.values()) > HASHED_AT_ONCE


def digest_of(hashes: Mapping[str, str]) -> str:
    """Return a hash of all articles' hashes: equal digests, equal collections."""
    digest = hashlib.blake2b(digest_size=16)
    for article_id, content in hashes.items():
        digest.update(f"{article_id} {content}\n".encode())
    return digest.hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of the build in ``folder``."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the build in ``folder``; raise ``DamagedBuildError`` if it is unreadable."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return _manifest(data)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedBuildError(
            f"索引 {folder.name} 的說明檔 {MANIFEST} 遺失或損壞：請執行 `qa rebuild` 重建。"
        ) from error


def _manifest(data: dict[str, Any]) -> Manifest:
    """Return parsed JSON as a manifest; raise ``KeyError``, ``TypeError`` or ``ValueError`` for a wrong field."""
    changes, files = Changes(**data.pop("changes")), data.pop("files")
    manifest = Manifest(**data, changes=changes, files={path: FileRecord(**record) for path, record in files.items()})
    for name in NUMBERS:
        if type(getattr(manifest, name)) is not int:
            raise TypeError(f"{name} is not a number")
    if not isinstance(manifest.store, dict):
        raise TypeError("store is not a table")
    return manifest


def check_recipe(manifest: Manifest, recipe: Recipe) -> None:
    """Raise ``FingerprintError`` if the build has another recipe."""
    expected = {
        "格式": (manifest.format, FORMAT),
        "編碼器": (manifest.encoder, recipe.encoder.fingerprint),
        "向量維度": (manifest.dimension, recipe.encoder.dimension),
        "切分方式": (manifest.chunker, recipe.chunker),
        "字形對照表": (manifest.fold, fold_fingerprint()),
        "字詞索引": (manifest.lexical, recipe.engine.lexical),
    }
    for name, (built, running) in expected.items():
        if built != running:
            raise FingerprintError(
                f"索引 {manifest.id} 的{name}與目前的程式不同（索引是 {built}，程式是 {running}），"
                "不能混用：請執行 `qa rebuild` 重建。"
            )


def check_files(folder: Path, manifest: Manifest, *, thorough: bool) -> None:
    """Raise ``DamagedBuildError`` if a file is missing or altered; contents are hashed only if ``thorough``."""
    nothing = FileRecord(0, "")
    hashes = sha256_of([folder / name for name in manifest.files]) if thorough else {}
    for name, record in (dict.fromkeys(manifest.parts, nothing) | dict(manifest.files)).items():
        path = folder / name
        if not path.is_file():
            problem = "不見了"
        elif path.stat().st_size != record.bytes:
            problem = "大小不對"
        elif thorough and hashes.get(path) != record.sha256:
            problem = "內容被改動了"
        else:
            continue
        raise DamagedBuildError(
            f"索引 {manifest.id} 的檔案 {name} {problem}：請執行 `qa rebuild` 重建，或用 `qa rollback` 退回上一版。"
        )


def file_records(folder: Path, leave_out: Collection[str] = ()) -> dict[str, FileRecord]:
    """Return the length and hash of every file in ``folder``, by relative path, in order."""
    skipped = {MANIFEST, *leave_out}
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in skipped)
    hashes = sha256_of(paths)
    return {path.relative_to(folder).as_posix(): FileRecord(path.stat().st_size, hashes[path]) for path in paths}


def sha256_of(paths: Sequence[Path]) -> dict[Path, str]:
    """Return the SHA-256 in hexadecimal of those of the files that exist; several are hashed in parallel."""
    there = [path for path in paths if path.is_file()]
    with ThreadPoolExecutor(HASHED_BESIDE) as beside:
        return dict(zip(there, beside.map(_sha256, there), strict=True))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def fold_fingerprint() -> str:
    """Return a hash of the fold of every character."""
    table = repr((sorted(fold_table().items()), sorted(EXTRA_WORDS.items())))
    return hashlib.blake2b(table.encode(), digest_size=8).hexdigest()
