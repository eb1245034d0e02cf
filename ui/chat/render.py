"""HTML of turns, articles and messages: pure functions; all text from outside is escaped here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic_ns
from types import MappingProxyType

from embeddings.article import Span
from qa.answer import Reason
from ui.chat.citing import apa, gb7714
from ui.chat.markup import escaped, marked, safe_link
from ui.chat.place import Place
from ui.chat.why import milliseconds, why
from ui.jobs import Job
from ui.languages import say
from ui.pace import Pace
from ui.people.conversations import UNTITLED, ConversationSummary
from ui.people.feedback import Verdict
from ui.people.turns import Turn
from ui.schema import AnswerOut, CitationOut, PassageOut, PlaceIn, QuotedAnswerOut
from ui.wording import (
    MEANT,
    PREPARING,
    REASONS,
    SPELLED,
    confidence_label,
    message_told,
    pace_label,
    percent,
    problem_told,
    progress_label,
    understood_label,
)

NOBODY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a turn beside it: whether what it quotes has changed, what was said of it, who wrote it."""

    outdated: bool = False
    verdict: Verdict | None = None
    authors: Mapping[str, str] = field(default_factory=dict)  # by the ids of the articles that it quotes


NOTHING_KNOWN = Known()


def heading(title: str) -> str:
    """Return the header of the page."""
    side, promise = say("對話列表"), say("答案都是原文的逐字引文，找不到就說「不知道」")
    button = f'<button type="button" id="to-side" aria-label="{side}" title="{side}">☰</button>'
    return f"<div>{button}<h1>{say(title)}</h1></div><p>{promise}</p>"


def who(name: str | None, *, edits: bool = True) -> str:
    """Return who is logged in, with a button that logs out, nothing for somebody who is not; and who only reads."""
    reads = "" if edits else '<span class="reads" hidden></span>'
    if name is None:
        return reads
    return (
        f'{reads}<form method="post" action="logout"><span>{escaped(name)}</span><button>{say("登出")}</button></form>'
    )


def status(line: str) -> str:
    """Return the status line of the page."""
    return f'<p>{escaped(line)} · <a href="/docs" target="_blank">{say("介面文件")}</a></p>'


def conversation(turns: Sequence[Turn], known: Sequence[Known] = ()) -> str:
    """Return the whole conversation, oldest turn first; ``known`` is what is known of each."""
    if not turns:
        return welcome()
    shown = (turn(one, about) for one, about in zip(turns, known or [NOTHING_KNOWN] * len(turns), strict=True))
    return '<div class="turns" aria-live="polite">' + "".join(shown) + "</div>"


def side(conversations: Sequence[ConversationSummary], current: object, search: str = "") -> str:
    """Return the list of conversations, the one that is open marked."""
    if not conversations:
        words = say("沒有找到這樣的對話。") if search.strip() else say("還沒有對話。問第一個問題，就會記在這裡。")
        return f'<p class="note">{words}</p>'
    items = "".join(side_item(one, is_open=one.id == current) for one in conversations)
    return f'<ul class="conversations">{items}</ul>'


def side_item(one: ConversationSummary, *, is_open: bool) -> str:
    """Return a conversation in the list: a button that opens it, and what can be done with it."""
    title, id = escaped(one.title or say(UNTITLED)), escaped(one.id)
    export = f"api/v1/conversations/{id}/export?format="
    return (
        f'<li data-id="{id}" data-rename="{say("對話的標題")}"{" class=open" if is_open else ""}>'
        f'<button type="button" class="to-conversation" title="{title}"{" aria-current=true" if is_open else ""}>'
        f"{title}</button>"
        f'<details class="more"><summary aria-label="{say("{}：更多", title)}" title="{say("更多")}">⋯</summary><div>'
        f'<button type="button" class="rename">{say("改名")}</button>'
        f'<a href="{export}markdown" download>{say("匯出 {}", "Markdown")}</a>'
        f'<a href="{export}json" download>{say("匯出 {}", "JSON")}</a>'
        f'<button type="button" class="delete" data-sure="{say("確定刪除？")}">{say("刪除")}</button>'
        "</div></details></li>"
    )


def welcome() -> str:
    """Return the placeholder of an empty conversation."""
    return (
        f'<div class="welcome"><h2>{say("想知道什麼？")}</h2>'
        f"<p>{say('用繁體或簡體中文提問。答案一定是文章裡的原句，並標出它在哪裡；文章裡沒有的，就說「不知道」。')}</p></div>"
    )


def turn(shown: Turn, known: Known = NOTHING_KNOWN) -> str:
    """Return a question and its result."""
    return f'<section class="turn"><p class="asked">{escaped(shown.question)}</p>{reply(shown, known)}</section>'


def reply(shown: Turn, known: Known = NOTHING_KNOWN) -> str:
    """Return the reply of a turn."""
    if shown.error is not None:
        words = message_told(shown.error) if shown.problem is None else problem_told(shown.problem, shown.error)
        return f'<div class="reply error" role="alert">{paragraphs(words)}</div>'
    if shown.answer is None:
        return f'<div class="reply pending"><p>{say("正在翻閱文章")}<span class="dots"></span></p></div>'
    body = found(shown.answer, known.authors) if shown.answer.answered else not_found(shown.answer)
    warning = f'<p class="note">{escaped(say(shown.answer.warning))}</p>' if shown.answer.warning else ""
    parts = (
        changed(shown.answer) if known.outdated else "",
        understood(shown.answer),
        body,
        meant(shown.answer),
        warning,
        why(shown.answer),
        judging(shown.answer, known.verdict),
        small_print(shown.answer),
    )
    return f'<div class="reply">{"".join(parts)}</div>'


def asked_as(answer: AnswerOut) -> str:
    """Return the question as it stands alone: as it was understood, where it leaned on others."""
    return answer.understood_as or answer.question


def judging(answer: AnswerOut, verdict: Verdict | None) -> str:
    """Return the buttons that say whether an answer is right, and what to do where it is not."""
    quote = None if answer.citation is None else place_in(answer.citation).model_dump()
    said = escaped(json.dumps({"question": asked_as(answer), "quote": quote}, ensure_ascii=False))
    right, wrong = verdict is Verdict.RIGHT, verdict is Verdict.WRONG
    thumbs = pressed("right", "✓", say("有幫助"), on=right) if answer.answered else ""
    none = f'<button type="button" class="none" data-verdict="wrong">{say("文章裡沒有答案")}</button>'
    return (
        f'<div class="judging" data-said="{said}">{thumbs}{pressed("wrong", "✗", say("不對"), on=wrong)}'
        f'<span class="correcting"{"" if wrong else " hidden"}>'
        f"{say('打開文章，選取正確的文字，再按「正確答案是…」。')}{none if answer.answered else ''}</span></div>"
    )


def pressed(verdict: str, sign: str, words: str, *, on: bool) -> str:
    """Return a button that stays pressed once something was said by it."""
    state = str(on).lower()
    return (
        f'<button type="button" class="verdict" data-verdict="{verdict}" aria-pressed="{state}" title="{words}">'
        f'<span aria-hidden="true">{sign}</span> {words}</button>'
    )


def place_in(citation: CitationOut) -> PlaceIn:
    """Return where a quote stands, as feedback sends it."""
    return PlaceIn(article_id=citation.article_id, start=citation.start, end=citation.end)


def changed(answer: AnswerOut) -> str:
    """Return that an article has changed since it was quoted, with a button that asks again."""
    words = escaped(asked_as(answer))
    button = f'<button type="button" class="to-question" data-question="{words}">{say("再問一次")}</button>'
    return f'<p class="outdated" role="note"><b>{say("原文已更新")}</b>{say("，下面是當時的答案。")}{button}</p>'


def meant(answer: AnswerOut) -> str:
    """Return the suggested question: a button that asks it, or a note that it is what was asked."""
    if answer.suggestion is None:
        return ""
    words = escaped(answer.suggestion)
    if answer.suggestion == answer.question:
        return f'<p class="note">{say(SPELLED, words)}</p>'
    button = f'<button type="button" class="to-question" data-question="{words}">{words}</button>'
    return f'<p class="note">{say(MEANT)}{button}</p>'


def understood(answer: AnswerOut) -> str:
    """Return how an incomplete question was understood, with a button to change it; otherwise empty."""
    if answer.understood_as is None:
        return ""
    words = escaped(answer.understood_as)
    button = (
        f'<button type="button" class="to-box" data-question="{words}" title="{say("放進輸入框修改")}">'
        f"{say('修改')}</button>"
    )
    return f'<p class="understood">{escaped(understood_label(answer.understood_as))}{button}</p>'


def found(answer: AnswerOut, authors: Mapping[str, str]) -> str:
    """Return an answer: the quote, its confidence, sentence and source; then the other quotes."""
    if not answer.answers:
        raise ValueError("answered, but without a quote")
    first, *others = answer.answers
    if answer.complete is not None:
        return listed(answer.answers, authors, complete=answer.complete)
    return quoted(first, authors) + folded_quotes(others, authors)


def listed(answers: Sequence[QuotedAnswerOut], authors: Mapping[str, str], *, complete: bool) -> str:
    """Return the answers to a list question, and whether the list is complete."""
    note = say("共找到 {} 項，已全部列出。" if complete else "共找到 {} 項，可能不完整。", len(answers))
    items = "".join(f"<li>{quoted(answer, authors)}</li>" for answer in answers)
    return f'<p class="note">{note}</p><ol class="list">{items}</ol>'


def quoted(answer: QuotedAnswerOut, authors: Mapping[str, str] = NOBODY) -> str:
    """Return one quote: its text, confidence, sentence, and source."""
    support = f'<span class="support">{say("{} 處一致", answer.support)}</span>' if answer.support > 1 else ""
    sure = "" if answer.confidence is None else confidence(answer.confidence)
    return (
        f'<p class="quote"><strong>{escaped(answer.answer)}</strong>{sure}{support}</p>'
        f"<blockquote>{sentence(answer.citation)}</blockquote>{source(answer, authors)}"
    )


def confidence(sure: float) -> str:
    """Return in a word how sure an answer is; the number shows when it is pointed at, and is read aloud."""
    words, number = confidence_label(sure), percent(sure)
    return (
        f'<span class="confidence" title="{number}">{words}<span class="unseen">{say("（{}）", number)}</span></span>'
    )


def sentence(citation: CitationOut) -> str:
    """Return the sentence of a citation with the quote highlighted."""
    offset = citation.sentence_start
    quote = Span(citation.start - offset, citation.end - offset)
    return marked(citation.sentence, Span(0, len(citation.sentence)), quote)


def source(answer: QuotedAnswerOut, authors: Mapping[str, str]) -> str:
    """Return the source of a quote: a button that opens the article, its date and its address."""
    citation = answer.citation
    published = f"<span>{escaped(citation.published)}</span>" if citation.published else ""
    button = opener(f"《{citation.title}》", place_of(answer))
    return f'<p class="source">{button}{published}{safe_link(citation.url)}{copying(answer, authors)}</p>'


def copying(answer: QuotedAnswerOut, authors: Mapping[str, str]) -> str:
    """Return buttons that copy a quote with its citation."""
    citation, author = answer.citation, authors.get(answer.citation.article_id)
    styles = {"GB/T 7714": gb7714, "APA": apa}
    return (
        f'<span class="copying">{say("複製引文")}'
        + "".join(
            f'<button type="button" class="copy" data-words="{escaped(style(answer.answer, citation, author))}" '
            f'title="{say("複製引文與出處（{}）", name)}" data-copied="{say("已複製")}">{name}</button>'
            for name, style in styles.items()
        )
        + "</span>"
    )


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
        f'title="{say("在文章裡看")}">{escaped(label)}</button>'
    )


def folded_quotes(answers: Sequence[QuotedAnswerOut], authors: Mapping[str, str]) -> str:
    """Return the other quotes in a collapsed section."""
    if not answers:
        return ""
    items = "".join(f"<li>{quoted(answer, authors)}</li>" for answer in answers)
    words = say("其他可能的答案（{}）", len(answers))
    return f"<details><summary>{words}</summary><ol class='list'>{items}</ol></details>"


def not_found(answer: AnswerOut) -> str:
    """Return 「不知道」 with its reason, the conflicting quotes, and the best passages as collapsible cards."""
    reason = say(REASONS[answer.reason]) if answer.reason is not None else ""
    disagreeing = "".join(f"<li>{quoted(found)}</li>" for found in answer.answers)
    quotes = f'<ol class="list">{disagreeing}</ol>' if answer.reason is Reason.CONFLICT else ""
    cards = "".join(card(passage) for passage in answer.passages)
    nearest = f'<p class="note">{say("最接近的段落，您可以自己看看：")}</p>{cards}' if cards else ""
    return f'<p class="unknown"><strong>{say("不知道")}</strong></p><p>{reason}</p>{quotes}{nearest}'


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
        f'<p class="source">{opener(say("在文章裡看"), place)}</p></details>'
    )


def small_print(answer: AnswerOut) -> str:
    """Return which build answered and the time taken."""
    total = answer.timings_ms.get("total")
    spent = f" · {milliseconds(total)}" if total is not None else ""
    return f'<p class="small">{say("索引 {}", escaped(answer.build))}{spent}</p>'


def following(questions: Sequence[str]) -> str:
    """Return questions that may be asked next, each a button that asks it; nothing for none."""
    buttons = "".join(
        f'<button type="button" class="to-question" data-question="{escaped(one)}">{escaped(one)}</button>'
        for one in questions
    )
    return f'<p class="following"><span>{say("還可以問：")}</span>{buttons}</p>' if questions else ""


NO_ARTICLE = "問一個問題，答案所在的文章會出現在這裡，引文會標出來。"


def no_article(message: str = NO_ARTICLE) -> str:
    """Return the placeholder of an empty article pane."""
    return f'<div class="blank"><p>{escaped(say(message))}</p></div>'


def adding_hint(suffixes: Sequence[str]) -> str:
    """Return which files can be added, and how."""
    formats = escaped(" ".join(suffixes))
    words = say("可以加入 {}，編碼自動判斷。加入之後按「重建索引」，新的內容才能被問到。", formats)
    return f'<p class="note">{words}</p>'


def notice(message: str, *, failed: bool = False) -> str:
    """Return a message of one or more lines."""
    return f'<div class="notice{" error" if failed else ""}" role="status">{paragraphs(message)}</div>'


def passing(message: str) -> str:
    """Return a message that goes by itself after a few seconds; each is another, though it says the same."""
    return f'<p class="passing" role="status" data-number="{monotonic_ns()}">{escaped(message)}</p>'


def paragraphs(message: str) -> str:
    """Return the lines of a message, each as a paragraph."""
    return "".join(f"<p>{escaped(line)}</p>" for line in message.splitlines())


def progress(job: Job, preparing: str = PREPARING) -> str:
    """Return a progress bar of a job, indeterminate while the total is unknown."""
    value = f' value="{job.done}" max="{job.total}"' if job.total else ""
    label = say(preparing) if job.progress is None else progress_label(job.progress)
    words = " · ".join(filter(None, [label, pace_label(Pace(job.rate, job.seconds_left))]))
    return f'<div class="notice" role="status"><p>{escaped(words)}</p><progress{value}></progress></div>'
