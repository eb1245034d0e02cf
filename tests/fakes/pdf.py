"""PDF files written by hand: lines of text in one font without glyphs, whose map to Unicode can be left out."""

LINE_HEIGHT = 20
FIRST_LINE = 800


def pdf(pages, *, title=None, mapped=True, trailer=b"", encrypt=None):
    """Return a PDF with the lines of each page; ``mapped=False`` leaves a reader nothing to know the text by."""
    codes = {character: number for number, character in enumerate(dict.fromkeys("".join(map("".join, pages))), 1)}
    numbers = range(10, 10 + 2 * len(pages), 2)
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R]"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), b" ".join(b"%d 0 R" % one for one in numbers)),
        3: font + (b" /ToUnicode 6 0 R >>" if mapped else b" >>"),
        4: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /FontDescriptor 5 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        5: b"<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 "
        b"/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
        6: _stream(_to_unicode(codes)),
        7: b"<< %s >>" % (b"/Title <FEFF%s>" % title.encode("utf-16-be").hex().encode() if title else b""),
    }
    for number, lines in zip(numbers, pages, strict=True):
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1200 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (number + 1)
        )
        objects[number + 1] = _stream(_content(lines, codes))
    if encrypt is not None:
        objects[8] = encrypt
        trailer += b" /Encrypt 8 0 R /ID [<00><00>]"
    return _file(objects, trailer)


def locked_pdf(pages):
    """Return a PDF that says it is encrypted, with a password that is not the empty one."""
    keys = b"<" + b"ab" * 32 + b">"
    return pdf(pages, encrypt=b"<< /Filter /Standard /V 1 /R 2 /O %s /U %s /P -4 >>" % (keys, keys))


def unembedded_pdf(characters):
    """Return a PDF in a font of Adobe's that is not in the file: ``(character, x, y)``, each an object of its own."""
    shown = b"\n".join(
        b"BT /F1 12 Tf %d %d Td <%s> Tj ET" % (x, y, one.encode("utf-16-be").hex().encode()) for one, x, y in characters
    )
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count 1 /Kids [10 0 R] >>",
        3: b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [4 0 R] >>",
        4: b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 0 >> >>",
        5: b"<< /Type /FontDescriptor /FontName /STSongStd-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 752 /Descent -271 /CapHeight 737 /StemV 58 >>",
        7: b"<< >>",
        10: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 11 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>",
        11: _stream(shown),
    }
    return _file(objects, b"")


def _content(lines, codes):
    shown = (
        b"BT /F1 10 Tf 50 %d Td <%s> Tj ET"
        % (FIRST_LINE - number * LINE_HEIGHT, b"".join(b"%04x" % codes[character] for character in line))
        for number, line in enumerate(lines)
        if line
    )
    return b"\n".join(shown)


def _to_unicode(codes):
    pairs = [b"<%04x> <%s>" % (code, one.encode("utf-16-be").hex().encode()) for one, code in codes.items()]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    body = b"\n".join(b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks)
    return (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <ffff> endcodespacerange\n%s\nendcmap end end" % body
    )


def _stream(data):
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _file(objects, trailer):
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    rows = [b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(size)]
    out += b"xref\n0 %d\n%s" % (size, b"".join(rows))
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)
