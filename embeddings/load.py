"""Files → raw articles. Every format has one reader, a row of ``READERS``.

No file is fatal to its folder: what cannot be read becomes a ``Problem`` that names it and says what to do.
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from embeddings.article import RawArticle
from embeddings.errors import SourceError
from embeddings.text.decode import decode
from embeddings.text.markdown import LONGEST_HEADING, Block, Document, read_markdown

READING = b"reading-1"  # raise it when a file is read or cleaned differently: all are then read again
LARGEST_FILE = 50 * 1024 * 1024  # bytes
LONGEST_TITLE = 40  # characters of a first line that may be the title
SENTENCE_ENDS = tuple("。！？；：，、…!?;:,.")

# The bytes of a file, its name, and its origin → the articles in it.
Reader = Callable[[bytes, str, str], tuple[RawArticle, ...]]


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be read: its origin, and in Chinese why, and what to do."""

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
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What was read, and what could not be."""

    articles: tuple[RawArticle, ...]
    problems: tuple[Problem, ...]


def load(path: Path, key: str | None = None) -> LoadReport:
    """Return the articles of a file or folder; see ``find_sources`` for the order and the origins."""
    sources = find_sources(path, key)
    articles: list[RawArticle] = []
    problems = list(sources.problems)
    for source in sources.files:
        try:
            articles += read_source(source)
        except SourceError as error:
            problems.append(Problem(source.origin, str(error)))
    return LoadReport(tuple(articles), tuple(problems))


def find_sources(path: Path, key: str | None = None) -> Sources:
    """Return the readable files of a folder and all below it, sorted by name, or the one file given.

    A file's origin is ``key``, a slash, and its path within the folder; ``key`` is the folder's own absolute
    path if not given. Hidden files are passed over, and a folder reached twice by links is read once.
    """
    if not path.exists():
        raise SourceError(f"找不到「{path}」；請檢查路徑之後再試一次。")
    origin = path.resolve().as_posix() if key is None else key
    files: list[Source] = []
    problems: list[Problem] = []
    for source in _walk(path, origin, set()):
        reason = _unreadable(source)
        if reason is None:
            files.append(source)
        else:
            problems.append(Problem(_printable(source.origin), reason))
    return Sources(tuple(files), tuple(problems))


def read_source(source: Source) -> tuple[RawArticle, ...]:
    """Return the articles in a file, or raise a ``SourceError`` that names it."""
    return read_bytes(read_file(source), source.path.name, source.origin)


def read_file(source: Source) -> bytes:
    """Return what a file holds, or raise a ``SourceError`` that names it."""
    name = source.path.name
    try:
        size = source.path.stat().st_size
        if size > LARGEST_FILE:
            raise _too_large(name, size)
        return source.path.read_bytes()
    except OSError as error:
        raise SourceError(f"「{name}」打不開（{error.strerror}）；請檢查檔案與權限之後再加入。") from error


def read_bytes(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return the articles in the bytes of a file called ``name``, as when it is uploaded."""
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise SourceError(_unsupported(name))
    if len(data) > LARGEST_FILE:
        raise _too_large(name, len(data))
    return reader(data, name, origin)


def read_plain(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a plain text as one article. Its title, if the first line gives one, stays in the text."""
    text = decode(data, name)
    return (RawArticle(origin, _first_line_title(text) or PurePath(name).stem, text),)


def read_markdown_file(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a Markdown file as one article. A heading that opens the text and gives the title leaves it."""
    document = read_markdown(decode(data, name), name)
    title, document = _markdown_title(document)
    if not document.text.strip():
        raise SourceError(f"「{name}」除了標題之外沒有內文；請補上內文之後再加入。")
    title = title or _first_line_title(document.text) or PurePath(name).stem
    url, published = (document.fields.get(key) or None for key in ("url", "date"))
    return (RawArticle(origin, title, document.text, url, published),)


READERS: dict[str, Reader] = {
    ".txt": read_plain,
    ".text": read_plain,
    ".md": read_markdown_file,
    ".markdown": read_markdown_file,
}


def _first_line_title(text: str) -> str | None:
    """Return the first line if it looks like a title: short, not a sentence, and with text beneath it."""
    line, _, rest = text.strip().partition("\n")
    line = line.strip()
    if len(line) > LONGEST_TITLE or line.endswith(SENTENCE_ENDS) or not rest.strip():
        return None
    return line


def _markdown_title(document: Document) -> tuple[str | None, Document]:
    """Return the title and the document without it.

    The first heading of level 1 is the title; else the front matter's; else a lower heading that opens the
    text. The heading is taken out of the text only where it opens it.
    """
    headings = [block for block in document.blocks if block.level and _is_title(block)]
    top = next((block for block in headings if block.level == 1), None)
    opening = document.blocks[0] if headings[:1] == [*document.blocks[:1]] else None
    title = top.text if top else document.fields.get("title") or (opening.text if opening else None)
    if opening is not None and title == opening.text:
        document = Document(document.fields, document.blocks[1:])
    return title, document


def _is_title(heading: Block) -> bool:
    """Return whether a heading is short enough, and on one line, to be a title."""
    return len(heading.text) <= LONGEST_HEADING and "\n" not in heading.text


def _walk(path: Path, origin: str, seen: set[Path]) -> Iterator[Source]:
    """Yield the files at and below a path in sorted order, and the folders that cannot be listed."""
    if not _is(Path.is_dir, path):
        yield Source(path, origin)
        return
    real = path.resolve()
    if real in seen:
        return
    seen.add(real)
    try:
        entries = sorted(entry for entry in path.iterdir() if not entry.name.startswith("."))
    except OSError:
        yield Source(path, origin)
        return
    for entry in entries:
        # macOS hands out decomposed names: the origin must not depend on who listed the folder.
        yield from _walk(entry, f"{origin}/{unicodedata.normalize('NFC', entry.name)}", seen)


def _unreadable(source: Source) -> str | None:
    """Return why a path will not be read, or ``None`` if a reader is for it."""
    name = _printable(source.path.name)
    if name != source.path.name:
        return f"「{name}」的檔名不是 UTF-8；請重新命名之後再加入。"
    if _is(Path.is_dir, source.path):
        return f"資料夾「{name}」打不開；請檢查權限之後再加入。"
    if not _is(Path.is_file, source.path):
        return f"「{name}」不是一般檔案，或連結已經失效；請換成檔案本身再加入。"
    return None if source.path.suffix.lower() in READERS else _unsupported(name)


def _is(kind: Callable[[Path], bool], path: Path) -> bool:
    """Return whether a path is of a kind; one that may not even be looked at is of none."""
    try:
        return kind(path)
    except OSError:
        return False


def _printable(name: str) -> str:
    """Return the name with the bytes that are not UTF-8 escaped."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _unsupported(name: str) -> str:
    """Return the refusal of a format that no reader is for."""
    return f"還不能讀「{name}」這種格式；請轉成 {'、'.join(READERS)} 其中一種再加入。"


def _too_large(name: str, size: int) -> SourceError:
    """Return the refusal of a file beyond the limit."""
    limit, actual = (round(count / 1024**2) for count in (LARGEST_FILE, size))
    return SourceError(f"「{name}」有 {actual} MB，超過 {limit} MB 的上限；請拆成幾個檔案再加入。")
