"""PDF: the text of the pages in reading order, joined again where the printed page had cut it.

``read`` (a file → an article) · ``glyphs`` (what stands where on a page; the home of pypdfium2 and pdfminer) ·
``layout`` (glyphs → lines in reading order, and tables) · ``paragraphs`` (lines → paragraphs, without furniture).
"""
