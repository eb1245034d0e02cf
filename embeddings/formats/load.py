"""Files → raw articles: finding them, and handing each to the reader of its format, a row of ``PARSERS``.

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

READING = b"reading-6"  # raise it when parsing or cleaning changes: all files are then read again
# Hidden files, the lock files of open Office documents, and the files that Windows puts into folders.
_OF_PROGRAMS = re.compile(r"\.|~\$|(?:thumbs\.db|desktop\.ini)\Z", re.IGNORECASE)
PLAIN = {".txt", ".text", ".md", ".markdown"}  # checked for mojibake when they are decoded
# Files up to these sizes in bytes are parsed in this process; nested links cost the Markdown parser quadratic time.
HARMLESS = dict.fromkeys((".txt", ".text", ".csv", ".json", ".jsonl"), 32 * 1024)
HARMLESS |= dict.fromkeys((".md", ".markdown"), 8 * 1024)
MARKED = {".csv", ".json", ".jsonl"}  # in whose fields the markup of pages may stand
_MARKUP = re.compile(rb"<|\\u003c", re.IGNORECASE)
LARGEST_FILE = 50 * 1024 * 1024  # bytes

# (bytes of a file, its name, its origin) → the articles in it, and the errors of parts of it.
FormatParser = Callable[[bytes, str, str], Sequence[RawArticle | SourceError]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file, or a part of one, that could not be read: its origin, and in Chinese the reason and what to do."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, and the origin that its articles get."""

    path: Path
    origin: str


@dataclass(frozen=True, slots=True)
class Sources:
    """The readable files found, in order, and the others as refusals."""

    files: tuple[Source, ...]
    problems: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The articles read, and the refusals."""

    articles: tuple[RawArticle, ...]
    problems: tuple[Refusal, ...]


def find_sources(path: Path, key: str | None = None) -> Sources:
    """Return the readable files at and below a path, sorted by name with links last.

    A file's origin is ``key``, a slash, and its path within the folder; ``key`` is the folder's absolute path by
    default. Hidden files and those of programs are skipped; a folder reached twice through links is read once, and
    the link is reported.
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
    """Return the bytes of a file; raise ``SourceError`` with its name."""
    name = source.path.name
    try:
        size = source.path.stat().st_size
        if size > LARGEST_FILE:
            raise _too_large(name, size)
        return source.path.read_bytes()
    except OSError as error:
        raise SourceError(f"「{name}」打不開（{system_reason(error)}）；請檢查檔案與權限之後再加入。") from error


def is_harmless(data: bytes, name: str) -> bool:
    """Return whether a file is so small and simple that parsing it in this process is safe."""
    if len(data) > max(HARMLESS.values()):
        return False
    try:
        kind = kind_of(data, name)
        return len(data) <= HARMLESS.get(kind, 0) and not (kind in MARKED and _MARKUP.search(data))
    except SourceError:  # raised again when it is read
        return True


def load_bytes(data: bytes, name: str, origin: str) -> LoadReport:
    """Return the articles of a file called ``name``, and its refusals; raises no ``SourceError``."""
    try:
        found = _read(data, name, origin)
        articles = tuple(one for one in found if isinstance(one, RawArticle))
        refuse_much_text(articles, len(data), name)
    except SourceError as error:
        return LoadReport((), (Refusal(origin, str(error)),))
    refused = tuple(Refusal(origin, str(one)) for one in found if isinstance(one, SourceError))
    return LoadReport(articles, refused)


PARSERS: dict[str, FormatParser] = {
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
    """Return the result of the parser for a file's contents, whatever its suffix."""
    if not _is_tried(name):
        raise SourceError(_unsupported(name))
    if len(data) > LARGEST_FILE:
        raise _too_large(name, len(data))
    kind = kind_of(data, name)
    found = PARSERS.get(kind, read_unknown)(data, name, origin)
    return found if kind in PLAIN or kind not in PARSERS else [_ungarbled(one, name) for one in found]


def _ungarbled(found: RawArticle | SourceError, name: str) -> RawArticle | SourceError:
    """Return an article unchanged, or the error if it is garbled."""
    if isinstance(found, RawArticle):
        try:
            refuse_garbled(f"{found.title}\n{found.text}", name)
        except SourceError as error:
            return error
    return found


def _walk(path: Path, origin: str, seen: set[Path]) -> Iterator[tuple[Source, bool]]:
    """Yield the files below a folder in sorted order, and other entries; the flag says whether it is a file."""
    real = path.resolve()
    entries = None if real in seen else _entries(path)
    if entries is None:
        yield Source(path, origin), False
        return
    seen.add(real)
    for entry in entries:
        # macOS returns decomposed names: the origin must not depend on the operating system.
        below = f"{origin}/{unicodedata.normalize('NFC', entry.name)}"
        if _printable(entry.name) == entry.name and _is(entry.is_dir):
            yield from _walk(Path(entry.path), below, seen)
        else:
            yield Source(Path(entry.path), below), _is(entry.is_file)


def _entries(folder: Path) -> list[os.DirEntry[str]] | None:
    """Return the entries of a folder except hidden files and those of programs, or ``None`` if unreadable."""
    try:
        with os.scandir(folder) as listed:
            entries = [entry for entry in listed if not _OF_PROGRAMS.match(entry.name)]
    except OSError:  # reported by the caller
        return None
    return sorted(entries, key=lambda entry: (entry.is_symlink(), entry.name))  # a folder before the links to it


def _unreadable(source: Source, *, is_file: bool) -> str | None:
    """Return why a path cannot be read, or ``None`` if there is a parser for it."""
    name = _printable(source.path.name)
    if name != source.path.name:
        return f"「{name}」的名稱不是 UTF-8；請重新命名之後再加入。"
    if not is_file and _is(source.path.is_dir):
        return f"資料夾「{name}」打不開，或已經從別的連結讀過；打不開的請檢查權限之後再加入，多餘的連結請刪除。"
    if not is_file:
        return f"「{name}」不是一般檔案，或連結已經失效；請換成檔案本身再加入。"
    return None if _is_tried(name) else _unsupported(name)


def _is_tried(name: str) -> bool:
    """Return whether a file is looked into: one of an unknown suffix may be a text."""
    suffix = PurePath(name).suffix.lower()
    return suffix in PARSERS or (suffix not in OUTDATED and not is_no_text(name))


def _same_name(source: Source) -> str:
    """Return the reason for refusing a file whose name differs from another's only in Unicode normalisation."""
    return f"資料夾裡有兩個「{source.path.name}」，只是字元的編法不同，讀了前一個；請把這一個改名再加入。"


def _is(kind: Callable[[], bool]) -> bool:
    """Return ``kind()``, or ``False`` if the path may not be accessed."""
    try:
        return kind()
    except OSError:  # reported when it is opened
        return False


def _printable(name: str) -> str:
    """Return the name with the bytes that are not UTF-8 escaped."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _unsupported(name: str) -> str:
    """Return the reason for refusing a format without a parser."""
    suffix = PurePath(name).suffix.lower()
    if suffix in OUTDATED:
        return str(outdated(name, suffix))
    return f"還不能讀「{name}」這種格式；請轉成 {'、'.join(PARSERS)} 其中一種再加入。"


def _too_large(name: str, size: int) -> SourceError:
    """Return the error for a file beyond the size limit."""
    limit, actual = (round(count / 1024**2) for count in (LARGEST_FILE, size))
    return SourceError(f"「{name}」有 {actual} MB，超過 {limit} MB 的上限；請拆成幾個檔案再加入。")
