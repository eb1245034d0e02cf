"""Repairs of Office Open XML packages that python-docx, python-pptx and openpyxl would reject.

These libraries know only the transitional namespaces and, of Word's and PowerPoint's file types, only plain
documents; and they fail on a relationship whose target is missing, which does not affect the text.
"""

import re
from io import BytesIO
from posixpath import dirname, join, normpath
from zipfile import ZIP_DEFLATED, ZipFile

_TYPES, _ROOT = "[Content_Types].xml", "_rels/.rels"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
_OPEN, _OWN = rb"application/vnd\.openxmlformats-officedocument\.", rb"application/vnd\.ms-"
# The content types of templates, shows and files with macros, and the plain type that replaces them.
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
    """Return the bytes of a package with all repairs applied, unchanged if none is needed."""
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
    """Return the content types with that of a plain document for the main part."""
    for kind, plain in _KINDS:
        types = kind.sub(plain, types)
    return types


def _leading_somewhere(relationships: bytes, folder: str, names: set[str]) -> bytes:
    """Return the relationships of a part in a folder without those whose target is missing."""
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
    """Return a package with some of its members replaced."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=1) as new:
        for name in package.namelist():
            new.writestr(name, changed.get(name) or package.read(name))
    buffer.seek(0)
    return buffer
