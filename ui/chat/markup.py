"""Text as HTML: everything from outside is escaped here."""

import html

from embeddings.article import Span
from ui.languages import say

# gr.HTML evaluates its value as a template twice; as entities these characters are plain text in both.
TEMPLATE_MARKS = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "@": "&#64;", "`": "&#96;"})


def escaped(text: str) -> str:
    """Return text so that the browser and the page's templates show it literally."""
    return html.escape(text).translate(TEMPLATE_MARKS)


def marked(text: str, around: Span, quote: Span) -> str:
    """Return escaped text with ``around`` tinted and ``quote``, within it, highlighted."""
    if not around.start <= quote.start <= quote.end <= around.end <= len(text):
        raise ValueError(f"{quote} is not inside {around} of {len(text)} characters")
    before, after = text[around.start : quote.start], text[quote.end : around.end]
    highlighted = f"<mark>{escaped(quote.of(text))}</mark>" if quote.end > quote.start else ""
    tinted = f'<span class="around">{escaped(before)}{highlighted}{escaped(after)}</span>'
    return escaped(text[: around.start]) + tinted + escaped(text[around.end :])


def marked_part(text: str, part: Span, around: Span, quote: Span) -> str:
    """Return a part of a text, escaped, with what of ``around`` and ``quote`` falls into it."""
    tinted, highlighted = within(around, part), within(quote, part)
    if tinted.start == tinted.end:
        return escaped(part.of(text))
    return marked(part.of(text), tinted, within(highlighted, tinted, shift=False))


def within(span: Span, part: Span, *, shift: bool = True) -> Span:
    """Return what of a span falls into a part, counted from the start of that if it is to be shifted."""
    start = min(max(span.start, part.start), part.end)
    end = max(min(span.end, part.end), start)
    return Span(start - part.start, end - part.start) if shift else Span(start, end)


def safe_link(url: str | None) -> str:
    """Return a link to a web address, empty for any other scheme (``javascript:`` and the like)."""
    if url is None or not url.lower().startswith(("http://", "https://")):
        return ""
    words = say("原文網址 ↗")
    return f'<a href="{escaped(url)}" target="_blank" rel="noopener noreferrer nofollow">{words}</a>'
