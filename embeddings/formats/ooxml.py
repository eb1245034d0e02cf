"""Office packages as the libraries take them: what other programs write otherwise is put right first.

The libraries know the transitional namespaces alone, and of Word's and PowerPoint's kinds of file the plain
ones; and they stop at a relationship that leads nowhere, which no text depends on.
"""

import re
from io import BytesIO
from posixpath import dirname, join, normpath
from zipfile import ZIP_DEFLATED, ZipFile

_TYPES, _ROOT = "[Content_Types].xml", "_rels/.rels"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
_OPEN, _OWN = rb"application/vnd\.openxmlformats-officedocument\.", rb"application/vnd\.ms-"
# Templates, shows, and files with macros, by the types of their main parts; and the plain one in their places.
_KINDS = (
    (
        re.compile(
            _OPEN + rb"wordprocessingml\.template\.main\+xml|" + _OWN + rb"word\.\w+\.macroEnabled\w*\.main\+xml"
        ),
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ),
    (
        re.compile(
            _OPEN
            + rb"presentationml\.(?:template|slideshow)\.main\+xml|"
            + _OWN
            + rb"powerpoint\.\w+\.macroEnabled\.main\+xml"
        ),
        b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    ),
)


def plain_package(package: ZipFile, data: bytes) -> BytesIO:
    """Return the bytes of a package with everything put right, or as they are where nothing is to be."""
    names = set(package.namelist())
    strict = _ROOT in names and _STRICT.search(package.read(_ROOT)) is not None
    changed: dict[str, bytes] = {}
    for name in sorted(names):
        if name == _TYPES or name.endswith(".rels") or (strict and name.endswith(".xml")):
            body = package.read(name)
            plain = _STRICT.sub(_TRANSITIONAL, body)
            if name == _TYPES:
                plain = _plain_types(plain)
            elif name.endswith(".rels"):
                plain = _leading_somewhere(plain, dirname(dirname(name)), names)
            if plain != body:
                changed[name] = plain
    return _rewritten(package, changed) if changed else BytesIO(data)


def _plain_types(types: bytes) -> bytes:
    """Return the table of the types of parts with that of a plain document for the main part."""
    for kind, plain in _KINDS:
        types = kind.sub(plain, types)
    return types


def _leading_somewhere(relationships: bytes, folder: str, names: set[str]) -> bytes:
    """Return relationships of a part in a folder without those to parts that are not there."""
    from lxml import etree

    root = etree.fromstring(relationships, etree.XMLParser(resolve_entities=False, no_network=True))
    lost = [
        one
        for one in root
        if isinstance(one.tag, str)
        and one.get("TargetMode") != "External"
        and normpath(join("/", folder, one.get("Target", ""))).lstrip("/") not in names
    ]
    for one in lost:
        root.remove(one)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) if lost else relationships


def _rewritten(package: ZipFile, changed: dict[str, bytes]) -> BytesIO:
    """Return a package with other bodies for some of its members."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=1) as new:
        for name in package.namelist():
            new.writestr(name, changed.get(name) or package.read(name))
    buffer.seek(0)
    return buffer
