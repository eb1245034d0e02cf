"""Files → raw articles: finding them, and handing each to the reader of its format, a row of ``READERS``.

A file of another suffix is read as what its bytes are, a plain text if that is Chinese.

No file is fatal to its folder: what cannot be read becomes a ``Refusal`` that names it and says what to do.
"""

import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from embeddings.article import RawArticle
from embeddings.errors import SourceError, system_reason
from embeddings.formats.bounds import refuse_much_text
from embeddings.formats.epub import read_epub
from embeddings.formats.html import read_html, read_mhtml
from embeddings.formats.kind import OUTDATED, is_no_text, kind_of, outdated
from embeddings.formats.markdown import read_markdown_file
from embeddings.formats.objects import read_json, read_jsonl
from embeddings.formats.office.sheets import read_xlsx
from embeddings.formats.office.slides import read_pptx
from embeddings.formats.office.word import read_docx
from embeddings.formats.pdf.read import read_pdf
from embeddings.formats.plain import read_plain, read_unknown
from embeddings.formats.tables import read_csv
from embeddings.text.decode import refuse_garbled

READING = b"reading-6"  # raise it when a file is read or cleaned differently: all are then read again
# Hidden files, the locks that Office keeps while a document is open, and what Windows leaves in folders.
_OF_PROGRAMS = re.compile(r"\.|~\$|(?:thumbs\.db|desktop\.ini)\Z", re.IGNORECASE)
PLAIN = {".txt", ".text", ".md", ".markdown"}  # what is in these was looked at as a whole when it was decoded
HARMLESS = PLAIN | {".csv", ".json", ".jsonl"}
MARKED = {".csv", ".json", ".jsonl"}  # in whose fields the markup of pages may stand
_MARKUP = re.compile(rb"<|\\u003c", re.IGNORECASE)
LARGEST_HARMLESS = 32 * 1024  # bytes
LARGEST_FILE = 50 * 1024 * 1024  # bytes

# The bytes of a file, its name, and its origin → the articles in it, and the refusals of parts of it.
FormatReader = Callable[[bytes, str, str], Sequence[RawArticle | SourceError]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file, or a part of one, that could not be read: the file's origin, and in Chinese why, and what to do."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, and the origin its articles will carry."""

    path: Path
    origin: str


@dataclass(frozen=True, slots=True)
class Sources:
    """The files found, in order, and what stands beside them that no reader is for."""

    files: tuple[Source, ...]
    problems: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What was read, and what could not be."""

    articles: tuple[RawArticle, ...]
    problems: tuple[Refusal, ...]


def find_sources(path: Path, key: str | None = None) -> Sources:
    """Return the readable files of a folder and all below it, sorted by name, links last, or the one file given.

    A file's origin is ``key``, a slash, and its path within the folder; ``key`` is the folder's own absolute
    path if not given. Hidden files and those of programs are passed over, and a folder reached twice by links is
    read once, and the link named.
    """
    if not path.exists():
        raise SourceError(f"找不到「{path}」；請檢查路徑之後再試一次。")
    origin = path.resolve().as_posix() if key is None else key
    if _printable(origin) != origin:
        raise SourceError(f"「{_printable(origin)}」的路徑不是 UTF-8；請重新命名之後再試一次。")
    files: dict[str, Source] = {}
    problems: list[Refusal] = []
    found = _walk(path, origin, set()) if _is(path.is_dir) else [(Source(path, origin), _is(path.is_file))]
    for source, is_file in found:
        reason = _unreadable(source, is_file=is_file) or (_same_name(source) if source.origin in files else None)
        if reason is None:
            files[source.origin] = source
        else:
            problems.append(Refusal(_printable(source.origin), reason))
    return Sources(tuple(files.values()), tuple(problems))


def read_file(source: Source) -> bytes:
    """Return the bytes of a file, or raise a ``SourceError`` that names it."""
    name = source.path.name
    try:
        size = source.path.stat().st_size
        if size > LARGEST_FILE:
            raise _too_large(name, size)
        return source.path.read_bytes()
    except OSError as error:
        raise SourceError(f"「{name}」打不開（{system_reason(error)}）；請檢查檔案與權限之後再加入。") from error


def is_harmless(data: bytes, name: str) -> bool:
    """Return whether a file is so small and plain that reading it here cannot take much time or memory."""
    if len(data) > LARGEST_HARMLESS:
        return False
    try:
        kind = kind_of(data, name)
        return kind in HARMLESS and not (kind in MARKED and _MARKUP.search(data))
    except SourceError:  # told again when it is read
        return True


def load_bytes(data: bytes, name: str, origin: str) -> LoadReport:
    """Return the articles of a file called ``name``, and what of it could not be read; it raises nothing."""
    try:
        found = _read(data, name, origin)
        articles = tuple(one for one in found if isinstance(one, RawArticle))
        refuse_much_text(articles, len(data), name)
    except SourceError as error:
        return LoadReport((), (Refusal(origin, str(error)),))
    refused = tuple(Refusal(origin, str(one)) for one in found if isinstance(one, SourceError))
    return LoadReport(articles, refused)


READERS: dict[str, FormatReader] = {
    ".txt": read_plain,
    ".text": read_plain,
    ".md": read_markdown_file,
    ".markdown": read_markdown_file,
    ".html": read_html,
    ".htm": read_html,
    ".mhtml": read_mhtml,
    ".mht": read_mhtml,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".pptx": read_pptx,
    ".xlsx": read_xlsx,
    ".csv": read_csv,
    ".json": read_json,
    ".jsonl": read_jsonl,
    ".epub": read_epub,
}


def _read(data: bytes, name: str, origin: str) -> Sequence[RawArticle | SourceError]:
    """Return what the reader for a file's contents, whatever its suffix, makes of it."""
    if not _is_tried(name):
        raise SourceError(_unsupported(name))
    if len(data) > LARGEST_FILE:
        raise _too_large(name, len(data))
    kind = kind_of(data, name)
    found = READERS.get(kind, read_unknown)(data, name, origin)
    return found if kind in PLAIN or kind not in READERS else [_ungarbled(one, name) for one in found]


def _ungarbled(found: RawArticle | SourceError, name: str) -> RawArticle | SourceError:
    """Return an article, or its refusal if it is garbled, wherever in its file it stood."""
    if isinstance(found, RawArticle):
        try:
            refuse_garbled(f"{found.title}\n{found.text}", name)
        except SourceError as error:
            return error
    return found


def _walk(path: Path, origin: str, seen: set[Path]) -> Iterator[tuple[Source, bool]]:
    """Yield the files below a folder in sorted order, and what else there is that is not gone into; and which it is."""
    real = path.resolve()
    entries = None if real in seen else _entries(path)
    if entries is None:
        yield Source(path, origin), False
        return
    seen.add(real)
    for entry in entries:
        # macOS hands out decomposed names: the origin must not depend on who listed the folder.
        below = f"{origin}/{unicodedata.normalize('NFC', entry.name)}"
        if _printable(entry.name) == entry.name and _is(entry.is_dir):
            yield from _walk(Path(entry.path), below, seen)
        else:
            yield Source(Path(entry.path), below), _is(entry.is_file)


def _entries(folder: Path) -> list[os.DirEntry[str]] | None:
    """Return what is in a folder but for hidden files and those of programs, or ``None`` if it cannot be listed."""
    try:
        with os.scandir(folder) as listed:
            entries = [entry for entry in listed if not _OF_PROGRAMS.match(entry.name)]
    except OSError:  # the caller tells of the folder
        return None
    return sorted(entries, key=lambda entry: (entry.is_symlink(), entry.name))  # a folder as itself before its links


def _unreadable(source: Source, *, is_file: bool) -> str | None:
    """Return why a path will not be read, or ``None`` if a reader is for it."""
    name = _printable(source.path.name)
    if name != source.path.name:
        return f"「{name}」的名稱不是 UTF-8；請重新命名之後再加入。"
    if not is_file and _is(source.path.is_dir):
        return f"資料夾「{name}」打不開，或已經從別的連結讀過；打不開的請檢查權限之後再加入，多餘的連結請刪除。"
    if not is_file:
        return f"「{name}」不是一般檔案，或連結已經失效；請換成檔案本身再加入。"
    return None if _is_tried(name) else _unsupported(name)


def _is_tried(name: str) -> bool:
    """Return whether a file is looked into: one of a suffix that nobody knows may be a text."""
    suffix = PurePath(name).suffix.lower()
    return suffix in READERS or (suffix not in OUTDATED and not is_no_text(name))


def _same_name(source: Source) -> str:
    """Return the refusal of a file whose name is written otherwise but is the same as another's."""
    return f"資料夾裡有兩個「{source.path.name}」，只是字元的編法不同，讀了前一個；請把這一個改名再加入。"


def _is(kind: Callable[[], bool]) -> bool:
    """Return whether a path is of a kind; one that may not even be looked at is of none."""
    try:
        return kind()
    except OSError:  # told when it is opened
        return False


def _printable(name: str) -> str:
    """Return the name with the bytes that are not UTF-8 escaped."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _unsupported(name: str) -> str:
    """Return the refusal of a format that no reader is for."""
    suffix = PurePath(name).suffix.lower()
    if suffix in OUTDATED:
        return str(outdated(name, suffix))
    return f"還不能讀「{name}」這種格式；請轉成 {'、'.join(READERS)} 其中一種再加入。"


def _too_large(name: str, size: int) -> SourceError:
    """Return the refusal of a file beyond the limit."""
    limit, actual = (round(count / 1024**2) for count in (LARGEST_FILE, size))
    return SourceError(f"「{name}」有 {actual} MB，超過 {limit} MB 的上限；請拆成幾個檔案再加入。")
