"""EPUB: the chapters of a book, in the order in which it is read."""

import re
from pathlib import PurePath, PurePosixPath
from posixpath import normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote
from zipfile import ZipFile

from embeddings.article import RawArticle
from embeddings.errors import SourceError
from embeddings.formats.bounds import refuse_many_chapters
from embeddings.formats.containers import open_container
from embeddings.formats.failures import damaged, empty, reading
from embeddings.formats.html import decode_page, heading_of, parse_page, text_of_page
from embeddings.formats.title import given_title
from embeddings.formats.writer import TextWriter

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTAINER = "META-INF/container.xml"
_LOCKS = "META-INF/encryption.xml"
_PAGE = re.compile("html|oeb1-document")  # the second is the name in old versions
_SPACES = {
    "container": "urn:oasis:names:tc:opendocument:xmlns:container",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "enc": "http://www.w3.org/2001/04/xmlenc#",
}


def read_epub(data: bytes, name: str, origin: str) -> tuple[RawArticle | SourceError, ...]:
    """Return the chapters of a book, each as an article titled by book and chapter, or an error."""
    with reading(name, "EPUB"), open_container(data, name, "EPUB") as book:
        paths = _xml(book, _CONTAINER).xpath("//container:rootfile/@full-path", namespaces=_SPACES)
        if not paths:
            raise damaged(name, "EPUB")
        package_path = str(paths[0])
        package = _xml(book, package_path)
        title = given_title(_first(package, "//dc:title"), name) or PurePath(name).stem
        published, author = _first(package, "//dc:date"), _first(package, "//dc:creator")
        chapters = _chapters(package, package_path)
        _refuse_locked(book, name, set(chapters.values()))
        found: list[RawArticle | SourceError] = []
        refuse_many_chapters(chapters, name)
        for key, path in chapters.items():
            try:
                heading, chapter = _chapter(book, path, name)
            except SourceError as error:
                found.append(error)
                continue
            if chapter.text:
                full = title if heading in (None, title) else f"{title}：{heading}"
                place = f"{origin}#{key}"
                found.append(RawArticle(place, full, chapter.text, None, published, author, chapter.blocks))
    if not found:
        raise empty(name)
    return tuple(found)


def _chapters(package: "_Element", package_path: str) -> dict[str, str]:
    """Return the paths of the spine's documents by their ids, without the table of contents."""
    items = {item.get("id"): item for item in package.xpath("//opf:manifest/opf:item", namespaces=_SPACES)}
    folder = PurePosixPath(package_path).parent
    chapters = {}
    for key in package.xpath("//opf:spine/opf:itemref/@idref", namespaces=_SPACES):
        item = items.get(key)
        if (
            item is not None
            and _PAGE.search(item.get("media-type", ""))
            and "nav" not in item.get("properties", "").split()
        ):
            chapters[str(key)] = normpath((folder / unquote(item.get("href", ""))).as_posix())
    return chapters


def _chapter(book: ZipFile, path: str, name: str) -> tuple[str | None, TextWriter]:
    """Return the heading and the text of a chapter; a page of pictures has no text."""
    part = f"{name}」的「{PurePosixPath(path).name}"  # the message puts it between 「 and 」, like every name
    try:
        data = book.read(path)
    except KeyError as error:
        raise SourceError(f"「{part}」不見了，這本書可能不完整；請重新取得之後再加入。") from error
    if not data.strip():
        return None, TextWriter()
    tree = parse_page(decode_page(data, part), part)
    return heading_of(tree), text_of_page(tree)


def _refuse_locked(book: ZipFile, name: str, chapters: set[str]) -> None:
    """Raise if chapters are encrypted; encrypted fonts do not matter."""
    if _LOCKS in book.namelist():
        locked = _xml(book, _LOCKS).xpath("//enc:CipherReference/@URI", namespaces=_SPACES)
        if chapters & {unquote(str(path)) for path in locked}:
            raise SourceError(f"「{name}」有版權保護（DRM），讀不到內文；請換成沒有保護的版本再加入。")


def _xml(book: ZipFile, path: str) -> "_Element":
    """Return the parsed XML of a member, without resolving external entities."""
    from lxml import etree

    return etree.fromstring(book.read(path), etree.XMLParser(resolve_entities=False, no_network=True))


def _first(package: "_Element", path: str) -> str | None:
    """Return the first non-empty text of the elements that match a path, or ``None``."""
    found = (" ".join((element.text or "").split()) for element in package.xpath(path, namespaces=_SPACES))
    return next(filter(None, found), None)
