"""A quote with its citation, to be pasted elsewhere: by GB/T 7714 and by APA, as for a page of the web or a document.

Where the day of reading belongs, ``TODAY`` stands, for which the page puts the day on which somebody copies.
"""

import re

from ui.schema import CitationOut

TODAY = "\ue000"  # a character that is nobody's
DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def gb7714(words: str, citation: CitationOut, author: str | None) -> str:
    """Return a quote with its source by GB/T 7714: 「…」王小明. 題名[EB/OL]. (2024-03-15)[2026-12-01]. 網址."""
    kind = "EB/OL" if citation.url else "Z"
    published = f"({citation.published})" if citation.published else ""
    read = f"[{TODAY}]" if citation.url else ""
    parts = [author, f"{citation.title}[{kind}]", published + read, citation.url]
    return f"「{words}」{'. '.join(filter(None, parts))}."


def apa(words: str, citation: CitationOut, author: str | None) -> str:
    """Return a quote with its source by APA in Chinese: 「…」王小明（2024年3月15日）。《題名》。網址."""
    published = f"（{day_of(citation.published)}）"
    head = f"{author}{published}。《{citation.title}》。" if author else f"《{citation.title}》{published}。"
    return f"「{words}」{head}{citation.url or ''}"


def day_of(published: str | None) -> str:
    """Return a date as APA writes it in Chinese; what is no date as it is, and 無日期 for none."""
    if not published:
        return "無日期"
    found = DATE.match(published)
    return published if found is None else "{}年{}月{}日".format(*map(int, found.groups()))
