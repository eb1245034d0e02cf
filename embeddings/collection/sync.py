"""Files and folders → the collection: changed files are read, articles of missing files are removed, the rest stays."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path, PurePath

from embeddings.bounded import SECONDS, MemoryBoundError, TimeBoundError, call, mapped
from embeddings.collection.records import Collection, File, Stored, StoreOutcome, Upload, places_of
from embeddings.collection.row import row_of
from embeddings.errors import SourceError
from embeddings.formats.failures import MISTAKES, our_mistake
from embeddings.formats.load import READING, Refusal, Source, find_sources, is_harmless, load_bytes, read_file
from embeddings.progress import Progress, Report, Stage, ignore

BATCH_ARTICLES = 64  # of one transaction,
BATCH_CHARACTERS = 4_000_000  # unless this comes first

WORTH_WORKERS = 500  # new files from which on several are read in parallel
MOST_WORKERS = 4

Contents = tuple[bytes, str, str]  # the bytes of a file, its name, and its origin


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What became of the articles of some files, by id, and the files or parts of files that were not read."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    problems: tuple[Refusal, ...]

    @classmethod
    def of(cls, stored: Sequence[Stored], removed: Iterable[str], problems: Iterable[Refusal]) -> "SyncReport":
        """Return a report of what was stored, removed and not read."""
        by_outcome = (tuple(one.id for one in stored if one.outcome is outcome) for outcome in StoreOutcome)
        added, changed, unchanged = by_outcome
        return cls(added, changed, tuple(sorted(removed)), unchanged, tuple(problems))


def sync_folder(collection: Collection, folder: Path, report: Report = ignore, *, key: str | None = None) -> SyncReport:
    """Store every file below a folder, and remove the articles that are no longer there.

    An article stays while its file exists but cannot be read. ``key`` is the prefix of the origins,
    ``collection.origin_of(folder)`` by default. Batches already stored remain if this is interrupted.
    """
    key = collection.origin_of(folder) if key is None else key
    stored, removed, problems = _take(collection, folder, key, report)
    spared = {problem.origin for problem in problems}
    kept = {one.id for one in stored}
    there = collection.origins_at(key)
    gone = [id_ for id_, origin in there if id_ not in kept and spared.isdisjoint(places_of(origin))]
    collection.remove_many(gone)
    return SyncReport.of(stored, [*removed, *gone], problems)


def add_path(collection: Collection, path: Path, report: Report = ignore) -> SyncReport:
    """Store a file, or every file below a folder, replacing the articles of those files only."""
    return SyncReport.of(*_take(collection, path, collection.origin_of(path), report))


def add_bytes(collection: Collection, data: bytes, name: str, origin: str) -> SyncReport:
    """Store an uploaded file called ``name``, with its bytes, replacing the one with the same origin."""
    file, refused = _bounded_file((data, name, origin))
    stored, removed = collection.store_files([file], Upload(data, READING))
    return SyncReport.of(stored, removed, refused)


def read_again(collection: Collection, report: Report) -> list[Refusal]:
    """Read again the uploads that another version of the reader has read.

    Those that cannot be read any more stay as they were, and are returned.
    """
    problems: list[Refusal] = []
    origins = collection.read_otherwise(READING)
    for number, origin in enumerate(origins, start=1):
        data = collection.upload(origin)
        if data is not None:
            file, refused = _bounded_file((data, PurePath(origin).name, origin))
            collection.store_again(file, Upload(data, READING))
            problems += refused
        report(Progress(Stage.READ, number, len(origins)))
    return problems


def _take(
    collection: Collection, path: Path, key: str, report: Report
) -> tuple[list[Stored], list[str], list[Refusal]]:
    """Store the files at and below a path; return their articles, the ids removed, and the files not read."""
    sources = find_sources(path, key)
    problems, known = list(sources.problems), collection.file_marks(key)
    stored: list[Stored] = []
    removed: list[str] = []
    same: set[str] = set()
    for batch in _batches(_changed(sources.files, known, same, problems, report)):
        now, gone = collection.store_files(batch)
        stored += now
        removed += gone
    unchanged = (id_ for id_, origin in collection.origins_at(key) if not same.isdisjoint(places_of(origin)))
    return stored + [Stored(id_, StoreOutcome.UNCHANGED) for id_ in unchanged], removed, problems


def _changed(
    files: Sequence[Source],
    known: Mapping[str, bytes],
    same: set[str],
    problems: list[Refusal],
    report: Report,
) -> Iterator[File]:
    """Yield the changed files, read; put the origins of the others into ``same``, and failures into ``problems``."""
    new = sum(source.origin not in known for source in files)
    workers = min(MOST_WORKERS, os.cpu_count() or 1) if new >= WORTH_WORKERS else 0
    tasks = _differing(files, known, same, problems, report)
    for file, refused in mapped(_bounded_file, tasks, workers):
        problems += refused
        yield file


def _differing(
    files: Sequence[Source],
    known: Mapping[str, bytes],
    same: set[str],
    problems: list[Refusal],
    report: Report,
) -> Iterator[Contents]:
    """Yield the contents of the changed files."""
    for number, source in enumerate(files, start=1):
        try:
            data = read_file(source)
        except SourceError as error:
            problems.append(Refusal(source.origin, str(error)))
        else:
            if known.get(source.origin) == _mark(data):
                same.add(source.origin)
            else:
                yield data, source.path.name, source.origin
        report(Progress(Stage.READ, number, len(files)))


def _mark(data: bytes) -> bytes:
    """Return a hash of a file's bytes and the version of the reader."""
    return blake2b(data, digest_size=16, person=READING).digest()


def _bounded_file(contents: Contents) -> tuple[File, list[Refusal]]:
    """Return ``_file(contents)``, or a refusal if the file exceeds the limits on time or memory.

    All files except small plain texts are read in a child process.
    """
    data, name, origin = contents
    try:
        if is_harmless(data, name):
            return _file(contents)
        return call(_file, contents, len(data))
    except TimeBoundError:
        reason = f"讀「{name}」超過 {SECONDS} 秒，沒有讀完；請確認檔案來源，拆成幾個檔案或另存成純文字再加入。"
    except MemoryBoundError:
        reason = f"讀「{name}」用的記憶體太多，沒有讀完；請確認檔案來源，拆成幾個檔案或另存成純文字再加入。"
    except (*MISTAKES, ValueError, RuntimeError) as error:
        reason = str(our_mistake(name, error))
    return File(origin, b"", []), [Refusal(origin, reason)]


def _file(contents: Contents) -> tuple[File, list[Refusal]]:
    """Return a file with its articles, and the refusals.

    A file that is not readable as a whole gets no hash, so that it is read again.
    """
    data, name, origin = contents
    loaded = load_bytes(data, name, origin)
    rows, refused = [], list(loaded.problems)
    for raw in loaded.articles:
        try:
            rows.append(row_of(raw))
        except SourceError as error:
            refused.append(Refusal(raw.origin, str(error)))
    return File(origin, b"" if refused else _mark(data), rows), refused


def _batches(files: Iterable[File]) -> Iterator[list[File]]:
    """Yield the files in lists small enough for one transaction and for memory."""
    batch: list[File] = []
    articles = characters = 0
    for file in files:
        batch.append(file)
        articles += len(file.rows)
        characters += sum(len(row.raw) for row in file.rows)
        if articles >= BATCH_ARTICLES or characters >= BATCH_CHARACTERS:
            yield batch
            batch, articles, characters = [], 0, 0
    if batch:
        yield batch
