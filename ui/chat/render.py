"""HTML of turns, articles and messages: pure functions; all text from outside is escaped here."""

import html
from collections.abc import Sequence

from embeddings.article import Article, Span
from qa.answer import Reason
from ui.chat.turns import Place, Turn
from ui.jobs import Job
from ui.pace import Pace
from ui.schema import AnswerOut, CitationOut, PassageOut, QuotedAnswerOut
from ui.wording import MEANT, REASONS, SPELLED, pace_label, percent, progress_label, understood_label

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


def safe_link(url: str | None) -> str:
    """Return a link to a web address, empty for any other scheme (``javascript:`` and the like)."""
    if url is None or not url.lower().startswith(("http://", "https://")):
        return ""
    return f'<a href="{escaped(url)}" target="_blank" rel="noopener noreferrer nofollow">原文網址 ↗</a>'


def heading(title: str) -> str:
    """Return the header of the page."""
    return f"<h1>{escaped(title)}</h1><p>答案都是原文的逐字引文，找不到就說「不知道」</p>"


def status(line: str) -> str:
    """Return the status line of the page."""
    return f'<p>{escaped(line)} · <a href="/docs" target="_blank">介面文件</a></p>'


def conversation(turns: Sequence[Turn]) -> str:
    """Return the whole conversation, oldest turn first."""
    if not turns:
        return welcome()
    return '<div class="turns" aria-live="polite">' + "".join(map(turn, turns)) + "</div>"


def welcome() -> str:
    """Return the placeholder of an empty conversation."""
    return (
        '<div class="welcome"><h2>想知道什麼？</h2>'
        "<p>用繁體或簡體中文提問。答案一定是文章裡的原句，並標出它在哪裡；"
        "文章裡沒有的，就說「不知道」。</p></div>"
    )


def turn(shown: Turn) -> str:
    """Return a question and its result."""
    return f'<section class="turn"><p class="asked">{escaped(shown.question)}</p>{reply(shown)}</section>'


def reply(shown: Turn) -> str:
    """Return the reply of a turn."""
    if shown.error is not None:
        return f'<div class="reply error" role="alert"><p>{escaped(shown.error)}</p></div>'
    if shown.answer is None:
        return '<div class="reply pending"><p>正在翻閱文章<span class="dots"></span></p></div>'
    body = found(shown.answer) if shown.answer.answered else not_found(shown.answer)
    warning = f'<p class="note">{escaped(shown.answer.warning)}</p>' if shown.answer.warning else ""
    parts = (understood(shown.answer), body, meant(shown.answer), warning, small_print(shown.answer))
    return f'<div class="reply">{"".join(parts)}</div>'


def meant(answer: AnswerOut) -> str:
    """Return the suggested question: a button that asks it, or a note that it is what was asked."""
    if answer.suggestion is None:
        return ""
    words = escaped(answer.suggestion)
    if answer.suggestion == answer.question:
        return f'<p class="note">{SPELLED.format(words)}</p>'
    button = f'<button type="button" class="to-question" data-question="{words}">{words}</button>'
    return f'<p class="note">{MEANT}{button}</p>'


def understood(answer: AnswerOut) -> str:
    """Return how an incomplete question was understood, with a button to change it; otherwise empty."""
    if answer.understood_as is None:
        return ""
    words = escaped(answer.understood_as)
    button = f'<button type="button" class="to-box" data-question="{words}" title="放進輸入框修改">修改</button>'
    return f'<p class="understood">{escaped(understood_label(answer.understood_as))}{button}</p>'


def found(answer: AnswerOut) -> str:
    """Return an answer: the quote, its confidence, sentence and source; then the other quotes."""
    if not answer.answers:
        raise ValueError("answered, but without a quote")
    first, *others = answer.answers
    if answer.complete is not None:
        return listed(answer.answers, complete=answer.complete)
    return quoted(first) + folded_quotes(others)


def listed(answers: Sequence[QuotedAnswerOut], *, complete: bool) -> str:
    """Return the answers to a list question, and whether the list is complete."""
    note = f"共找到 {len(answers)} 項" + ("，已全部列出。" if complete else "，可能不完整。")
    items = "".join(f"<li>{quoted(answer)}</li>" for answer in answers)
    return f'<p class="note">{note}</p><ol class="list">{items}</ol>'


def quoted(answer: QuotedAnswerOut) -> str:
    """Return one quote: its text, confidence, sentence, and source."""
    support = f'<span class="support">{answer.support} 處一致</span>' if answer.support > 1 else ""
    sure = "" if answer.confidence is None else f'<span class="confidence">{percent(answer.confidence)}</span>'
    return (
        f'<p class="quote"><strong>{escaped(answer.answer)}</strong>{sure}{support}</p>'
        f"<blockquote>{sentence(answer.citation)}</blockquote>{source(answer)}"
    )


def sentence(citation: CitationOut) -> str:
    """Return the sentence of a citation with the quote highlighted."""
    offset = citation.sentence_start
    quote = Span(citation.start - offset, citation.end - offset)
    return marked(citation.sentence, Span(0, len(citation.sentence)), quote)


def source(answer: QuotedAnswerOut) -> str:
    """Return the source of a quote: a button that opens the article, its date and its address."""
    citation = answer.citation
    published = f"<span>{escaped(citation.published)}</span>" if citation.published else ""
    button = opener(f"《{citation.title}》", place_of(answer))
    return f'<p class="source">{button}{published}{safe_link(citation.url)}</p>'


def place_of(answer: QuotedAnswerOut) -> Place:
    """Return the place of a quote, as a button sends it."""
    citation = answer.citation
    return Place(
        article_id=citation.article_id,
        start=citation.start,
        end=citation.end,
        around_start=citation.sentence_start,
        around_end=citation.sentence_end,
        words=answer.answer,
    )


def opener(label: str, place: Place) -> str:
    """Return a button that opens an article at a place."""
    return (
        f'<button type="button" class="to-article" data-place="{escaped(place.model_dump_json())}" '
        f'title="在文章裡看">{escaped(label)}</button>'
    )


def folded_quotes(answers: Sequence[QuotedAnswerOut]) -> str:
    """Return the other quotes in a collapsed section."""
    if not answers:
        return ""
    items = "".join(f"<li>{quoted(answer)}</li>" for answer in answers)
    return f"<details><summary>其他可能的答案（{len(answers)}）</summary><ol class='list'>{items}</ol></details>"


def not_found(answer: AnswerOut) -> str:
    """Return 「不知道」 with its reason, the conflicting quotes, and the best passages as collapsible cards."""
    reason = REASONS[answer.reason] if answer.reason is not None else ""
    disagreeing = "".join(f"<li>{quoted(found)}</li>" for found in answer.answers)
    quotes = f'<ol class="list">{disagreeing}</ol>' if answer.reason is Reason.CONFLICT else ""
    cards = "".join(card(passage) for passage in answer.passages)
    nearest = f'<p class="note">最接近的段落，您可以自己看看：</p>{cards}' if cards else ""
    return f'<p class="unknown"><strong>不知道</strong></p><p>{reason}</p>{quotes}{nearest}'


def card(passage: PassageOut) -> str:
    """Return a passage as a card: its title and first words, the rest when expanded."""
    place = Place(
        article_id=passage.article_id,
        start=passage.start,
        end=passage.end,
        around_start=passage.start,
        around_end=passage.end,
        words=passage.text,
    )
    return (
        f'<details class="card"><summary><b>{escaped(passage.title)}</b>'
        f'<span class="teaser">{escaped(passage.text[:60])}</span></summary>'
        f'<p class="whole">{escaped(passage.text)}</p>'
        f'<p class="source">{opener("在文章裡看", place)}</p></details>'
    )


def small_print(answer: AnswerOut) -> str:
    """Return which build answered and the time taken."""
    total = answer.timings_ms.get("total")
    spent = f" · {total:.0f} 毫秒" if total is not None else ""
    return f'<p class="small">索引 {escaped(answer.build)}{spent}</p>'


def article(shown: Article, place: Place) -> str:
    """Return an article with a place highlighted; the page scrolls to it."""
    known = (escaped(part) for part in (shown.author, shown.published) if part)
    meta = " · ".join(filter(None, [*known, safe_link(shown.url)]))
    around = Span(place.around_start, place.around_end)
    return (
        f'<article class="sheet"><header><h2>{escaped(shown.title)}</h2><p class="meta">{meta}</p></header>'
        f'<div class="text">{marked(shown.text, around, Span(place.start, place.end))}</div></article>'
    )


def no_article(message: str = "問一個問題，答案所在的文章會出現在這裡，引文會標出來。") -> str:
    """Return the placeholder of an empty article pane."""
    return f'<div class="blank"><p>{escaped(message)}</p></div>'


def adding_hint(suffixes: Sequence[str]) -> str:
    """Return which files can be added, and how."""
    formats = escaped(" ".join(suffixes))
    return f'<p class="note">可以加入 {formats}，編碼自動判斷。加入之後按「重建索引」，新的內容才能被問到。</p>'


def notice(message: str, *, failed: bool = False) -> str:
    """Return a message of one or more lines."""
    lines = "".join(f"<p>{escaped(line)}</p>" for line in message.splitlines())
    return f'<div class="notice{" error" if failed else ""}" role="status">{lines}</div>'


def progress(job: Job) -> str:
    """Return a progress bar of a rebuild, indeterminate while the total is unknown."""
    value = f' value="{job.done}" max="{job.total}"' if job.total else ""
    label = progress_label(job.progress)
    words = " · ".join(filter(None, [label, pace_label(Pace(job.rate, job.seconds_left))]))
    return f'<div class="notice" role="status"><p>{escaped(words)}</p><progress{value}></progress></div>'
