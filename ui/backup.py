"""One file that holds everything a data folder has, and the way back: articles of record, conversations, builds, words.

Databases are copied as they are at one moment, while a server may go on writing; builds cannot change while they are
copied. A restored folder takes the place of the one that is there, which is kept beside it until it is removed by hand.
"""

import json
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from embeddings.builds.publish import BUILD_ID, Builds
from embeddings.collection.records import Collection
from embeddings.database import OURS_ALONE
from embeddings.errors import (
    BuildError,
    ConflictError,
    InputError,
    NoBuildError,
    NotFoundError,
    SourceError,
    system_reason,
)
from ui.settings import Settings

FORMAT = 1
ABOUT = "backup.json"
DATABASE = ".sqlite"
LEFT_OUT = frozenset({"replies.sqlite"})  # of writes of the last day, which are done
KEPT = ("articles", "questions", "models", "synonyms.txt")  # beside the databases and the builds
BUILDS = "builds"
ASIDE = "before-restore-{}"
# What unpacking raises for a file that is no archive, is damaged, or says of itself what no backup does.
UNREADABLE = (OSError, EOFError, tarfile.TarError, zlib.error, ValueError, KeyError, TypeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Backup:
    """What is in a backup: when it was made, how many articles it has, and its builds, the live one by itself."""

    created: str
    articles: int
    live: str | None
    builds: tuple[str, ...]
    databases: tuple[str, ...]
    format: int = FORMAT


def back_up(settings: Settings, builds: Builds, file: Path) -> Backup:
    """Write everything of the data folder into a file, whole or not at all, and return what is in it."""
    if not settings.collection_path.is_file():
        raise InputError(f"資料夾 {settings.data_dir} 還沒有文章，沒有什麼可以備份：先用 qa add 加入文章。")
    partial = file.with_name(f".{file.name}.partial")
    try:
        with (
            builds.writing(),
            tempfile.TemporaryDirectory() as place,
            _created(partial, file) as archive,
        ):
            databases = [copied(database, Path(place)) for database in _databases(settings.data_dir)]
            about = _about(settings, builds, [database.name for database in databases])
            _write(archive, ABOUT, json.dumps(asdict(about), ensure_ascii=False, indent=1).encode())
            for path, name in [*((one, one.name) for one in databases), *_rest(settings, about)]:
                archive.add(path, name)
        partial.replace(file)
    except OSError as error:
        raise InputError(f"備份寫不進「{file}」（{system_reason(error)}）：請換一個位置，或清出空間再試。") from error
    finally:
        partial.unlink(missing_ok=True)
    return about


def _created(file: Path, target: Path) -> tarfile.TarFile:
    """Return a new archive; one whose name ends in ``gz`` is packed."""
    file.unlink(missing_ok=True)
    file.touch(mode=OURS_ALONE)  # it holds conversations and the secrets of cookies
    return tarfile.open(file, "w:gz") if target.suffix in (".gz", ".tgz") else tarfile.open(file, "w")


def _databases(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob(f"*{DATABASE}")) if path.name not in LEFT_OUT]


def copied(database: Path, folder: Path) -> Path:
    """Return a copy of a database as it is at one moment, in a folder; writers of it need not stop."""
    copy = folder / database.name
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    shutil.copymode(database, copy)  # what only its owner may read stays so
    return copy


def _about(settings: Settings, builds: Builds, databases: Sequence[str]) -> Backup:
    try:
        live: str | None = builds.current_id()
    except NoBuildError:
        live = None
    with Collection.open(settings.collection_path) as collection:
        articles = collection.count()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Backup(now, articles, live, tuple(builds.ids()), tuple(databases))


def _rest(settings: Settings, about: Backup) -> Iterator[tuple[Path, str]]:
    """Yield what is copied as it is, each with its name in the archive."""
    for name in KEPT:
        if (settings.data_dir / name).exists():
            yield settings.data_dir / name, name
    for name in ("current", "tombstones.json", *about.builds):
        if (settings.builds_dir / name).exists():
            yield settings.builds_dir / name, f"{BUILDS}/{name}"


def _write(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, BytesIO(data))


def restore(settings: Settings, builds: Builds, file: Path, *, replace: bool = False) -> Backup:
    """Put what is in a backup in the place of the data folder's content, and return what it is.

    Raises ``ConflictError`` if articles are there and ``replace`` is not given, ``SourceError`` for a file that is no
    backup or is damaged; the folder then stays as it was.
    """
    if settings.collection_path.exists() and not replace:
        raise ConflictError(
            f"資料夾 {settings.data_dir} 已經有文章：要換成備份的內容，請加上 --replace；現有的會移到旁邊。"
        )
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with builds.writing(), tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=".restore-") as place:
        about = _unpacked(file, Path(place))
        _check(settings, builds, Path(place), about, file)
        _move_in(settings, Path(place))
    return about


def _unpacked(file: Path, place: Path) -> Backup:
    """Unpack a backup into a folder: only what backups hold, and nothing outside of the folder."""
    try:
        with tarfile.open(file) as archive:
            foreign = [one.name for one in archive.getmembers() if not _is_ours(one)]
            if foreign:
                raise SourceError(f"「{file.name}」不是這個程式的備份：裡面有「{foreign[0]}」。")
            archive.extractall(place, filter="data")
            _read_to_end(archive)
        known = json.loads((place / ABOUT).read_text(encoding="utf-8"))
        return Backup(**{**known, "builds": tuple(known["builds"]), "databases": tuple(known["databases"])})
    except FileNotFoundError as error:
        what = "不是這個程式的備份" if file.is_file() else "找不到"
        raise SourceError(f"「{file.name}」{what}：請確認檔名，用 qa backup 做出的檔案。") from error
    except UNREADABLE as error:
        raise SourceError(f"「{file.name}」讀不出來，不是備份或已經損壞：請換一份備份。") from error


def _read_to_end(archive: tarfile.TarFile) -> None:
    """Read what is left of an archive: a packed one has its checksum at the end, and raises if that is another."""
    while archive.fileobj is not None and archive.fileobj.read(1 << 20):
        pass


def _is_ours(entry: tarfile.TarInfo) -> bool:
    """Return whether something in an archive is what backups hold: a plain file or folder of a known name."""
    top, _, rest = entry.name.partition("/")
    if not (entry.isfile() or entry.isdir()):
        return False
    if top == BUILDS:
        name = rest.partition("/")[0]
        return name in ("", "current", "tombstones.json") or BUILD_ID.fullmatch(name) is not None
    return top in KEPT or (rest == "" and (top == ABOUT or (top.endswith(DATABASE) and top not in LEFT_OUT)))


def _check(settings: Settings, builds: Builds, place: Path, about: Backup, file: Path) -> None:
    """Raise ``SourceError`` if what was unpacked is not whole: all that it lists, sound databases, a sound build."""
    damaged = SourceError(f"「{file.name}」裡的內容不完整：請換一份備份；現有的內容沒有動。")
    if about.format != FORMAT or not (place / settings.collection_path.name).is_file():
        raise damaged
    if not all((place / BUILDS / name).is_dir() for name in about.builds):
        raise damaged
    if not all(_is_sound(place / name) for name in about.databases):
        raise damaged
    with Collection.open(place / settings.collection_path.name) as collection:
        if collection.count() != about.articles:
            raise damaged
    if about.live is not None:
        unpacked = Builds(place / BUILDS, builds.recipe)
        try:
            unpacked.check_files(about.live)
            pointed = unpacked.current_id()
        except (BuildError, NotFoundError) as error:
            raise damaged from error
        if pointed != about.live:
            raise damaged


def _is_sound(database: Path) -> bool:
    """Return whether a database is there, and its pages hold together."""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def _move_in(settings: Settings, place: Path) -> None:
    """Move what is there aside, and what was unpacked in its place; builds go last, since servers follow them."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = settings.data_dir / ASIDE.format(stamp)
    aside.mkdir()
    (aside / BUILDS).mkdir()
    own = [name for name in KEPT if (place / name).exists()]
    stale = [path for path in settings.data_dir.iterdir() if DATABASE in path.name or path.name in own]
    for path in stale:
        if path.name not in LEFT_OUT and not path.name.endswith(".lock"):
            path.rename(aside / path.name)
    for path in [path for path in place.iterdir() if path.name not in (ABOUT, BUILDS) and ".lock" not in path.name]:
        path.rename(settings.data_dir / path.name)
    _move_builds(settings.builds_dir, place / BUILDS, aside / BUILDS)
    if not any(one for one in aside.rglob("*") if one.is_file()):
        shutil.rmtree(aside)


def _move_builds(live: Path, unpacked: Path, aside: Path) -> None:
    """Move the builds in; those of the same id stay, since a build never changes, and the pointer is replaced last."""
    incoming = sorted(unpacked.iterdir(), key=lambda path: path.name == "current") if unpacked.is_dir() else []
    names = {path.name for path in incoming}
    for path in list(live.iterdir()):
        if BUILD_ID.fullmatch(path.name) and path.name not in names:
            path.rename(aside / path.name)
    for path in incoming:
        if path.is_file():
            path.replace(live / path.name)
        elif BUILD_ID.fullmatch(path.name) and not (live / path.name).exists():
            path.rename(live / path.name)
