"""PDF: the text of the pages in reading order, with lines and pages joined into paragraphs.

``read`` (a file → an article) · ``glyphs`` (characters with their positions; uses pypdfium2 and pdfminer) ·
``layout`` (glyphs → lines in reading order, and tables) · ``paragraphs`` (lines → paragraphs, no page furniture).
"""
