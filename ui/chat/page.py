"""The chat page: its layout, and which button calls which handler. Only this module imports Gradio."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI

from embeddings.errors import SourceError
from embeddings.formats.load import PARSERS
from qa.squad import read_squad
from ui.chat import render
from ui.chat.editing import Editing
from ui.chat.events import AT_ONCE, QUIET, plain, sent
from ui.chat.handlers import Handlers, Step
from ui.chat.history import History, Opened
from ui.chat.markup import escaped
from ui.chat.side import NONE_OPEN, person_of, side, wire_side
from ui.people.turns import Turn
from ui.wiring import Services

logger = logging.getLogger(__name__)

TITLE = "中文問答助理"
HERE = Path(__file__).parent
FONTS = ("system-ui", "-apple-system", "PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC", "sans-serif")
EXAMPLES = 4
ASKING_AT_ONCE = 8
ARTICLE_TAB = "article"
ON_CONVERSATION = "qaConversation(element, trigger, watch)"
ON_ARTICLE = "qaArticle(element, trigger, watch)"
ASKING: dict[str, Any] = {**QUIET, "concurrency_limit": ASKING_AT_ONCE, "concurrency_id": "ask"}


def mount_page(app: FastAPI, services: Services) -> FastAPI:
    """Return the application with the chat page at ``/``."""

    async def mounted() -> FastAPI:
        whole: FastAPI = gr.mount_gradio_app(
            app,
            chat_page(services),
            path="/",
            footer_links=[],
            run_history=False,
            show_error=False,
            ssr_mode=False,
            mcp_server=False,
            max_file_size=services.settings.max_upload_bytes,
            theme=theme(),
            css_paths=HERE / "page.css",
            head=f"<script>{page_script()}</script>",
        )
        return whole

    # Without a running event loop, Gradio creates one for each of its locks and closes none.
    return asyncio.run(mounted())


def page_script() -> str:
    """Return the script that the page runs of its own, as it stands in it."""
    return (HERE / "page.js").read_text(encoding="utf-8")


def theme() -> gr.themes.Base:
    """Return the colours and fonts, system fonts only."""
    base = gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.slate,
        font=FONTS,
        font_mono=("ui-monospace", "Consolas", "monospace"),
    )
    # Gradio's default has too little contrast on white.
    return base.set(body_text_color_subdued="*neutral_500", body_text_color_subdued_dark="*neutral_400")


def chat_page(services: Services) -> gr.Blocks:
    """Return the page."""
    handlers, editing = Handlers(services), Editing(services)
    page: gr.Blocks = gr.Blocks(title=TITLE, analytics_enabled=False, delete_cache=(3600, 3600))
    with page:
        with gr.Row(elem_classes="qa-top"):
            plain(render.heading(TITLE))
            status = plain("", elem_id="status")
            who = plain("", elem_id="who")
        with gr.Row(equal_height=False, elem_id="main"):
            parts = side()
            with gr.Column(scale=6, min_width=320, elem_id="talk"):
                talk = plain(render.conversation([]), elem_id="conversation", js_on_load=ON_CONVERSATION)
                more = plain("", elem_id="following", js_on_load=ON_CONVERSATION)
                box, examples = asking(services)
            with gr.Column(scale=5, min_width=320, elem_id="beside"), gr.Tabs() as tabs:
                with gr.Tab("原文", id=ARTICLE_TAB):
                    article = plain(render.no_article(), elem_id="article", js_on_load=ON_ARTICLE)
                with gr.Tab("加入文章") as adds:
                    progress, cancel = adding(handlers, editing, status)
        history = History(services, handlers)
        answer = partial(answered, handlers, history)
        known = [parts.current, parts.search]
        seen = [parts.current, talk, article, parts.listed, status, box, tabs]
        wire_side(page, parts, history, talk, article)
        for ends in (box.submit, parts.new.click, parts.listed.select, parts.listed.delete):
            ends(nothing, None, more, **AT_ONCE)
        for event, source in [(box.submit, box), *((button.click, button) for button in examples)]:
            asked = event(asking_typed(answer), [source, *known], seen, **ASKING)
            asked.then(offering(history), parts.current, more, **QUIET)
        for shown in (talk, more):
            asked = shown.submit(asking_meant(answer), known, seen, **ASKING)
            asked.then(offering(history), parts.current, more, **QUIET)
        talk.select(opening(handlers), None, [article, tabs], **AT_ONCE)
        talk.like(judging(history), None, None, **QUIET)  # queued, or its words would not be shown
        article.like(judging(history), None, None, **QUIET)
        page.load(editing.greet, None, [who, adds], **AT_ONCE)
        page.load(stepping(handlers.resume), None, [progress, status, cancel], concurrency_limit=None, **QUIET)
    page.queue(default_concurrency_limit=4)
    return page


def asking(services: Services) -> tuple[gr.Textbox, list[gr.Button]]:
    """Return the question box, a button for each example, and the button that clears the conversation."""
    with gr.Column(elem_id="asking"):
        with gr.Row(elem_id="examples"):
            examples = [gr.Button(question, size="sm") for question in example_questions(services)]
        box = gr.Textbox(
            show_label=False,
            placeholder="輸入問題，Enter 送出",
            lines=1,
            max_lines=6,
            submit_btn="提問",
            autofocus=True,
            container=False,
            elem_id="question",
        )
    return box, examples


def adding(handlers: Handlers, editing: Editing, status: gr.HTML) -> tuple[gr.HTML, gr.Button]:
    """Lay out the tab that adds articles and rebuilds the index; return its progress and its cancel button."""
    plain(render.adding_hint(list(PARSERS)))
    files = gr.UploadButton("選擇檔案", file_count="multiple", elem_id="files")
    with gr.Accordion("或貼上文字", open=False, elem_id="pasting"):
        title = gr.Textbox(label="標題", max_lines=1, elem_id="paste-title")
        text = gr.Textbox(label="內文", lines=6, max_lines=16, elem_id="paste-text")
        paste = gr.Button("加入文字", elem_id="paste")
    told = plain("", elem_id="told")
    with gr.Row():
        rebuild = gr.Button("重建索引", variant="primary", elem_id="rebuild")
        cancel = gr.Button("取消重建", variant="secondary", elem_id="cancel", interactive=False)
    progress = plain("", elem_id="progress")
    edits = Edits(handlers, editing)
    files.upload(edits.add_files, files, told, **QUIET)
    paste.click(edits.add_text, [title, text], told, **QUIET)
    cancel.click(edits.cancel, None, None, **AT_ONCE)
    rebuild.click(edits.rebuild, None, [progress, status, cancel], concurrency_limit=None, **QUIET)
    return progress, cancel


class Edits:
    """What the buttons of that tab do, for those who may."""

    def __init__(self, handlers: Handlers, editing: Editing) -> None:
        self._handlers = handlers
        self._editing = editing

    def add_files(self, paths: list[str] | None, request: gr.Request) -> str:
        """Show what became of uploaded files."""
        return self._editing.refusal(request, "add files") or self._handlers.add_files(paths)

    def add_text(self, title: str, text: str, request: gr.Request) -> str:
        """Show what became of a pasted article."""
        return self._editing.refusal(request, "add text") or self._handlers.add_text(title, text)

    def cancel(self, request: gr.Request) -> None:
        """Cancel the rebuild that runs."""
        if not self._editing.refusal(request, "cancel rebuild"):
            self._handlers.cancel()

    async def rebuild(self, request: gr.Request) -> AsyncIterator[tuple[Any, Any, Any]]:
        """Show how a rebuild goes."""
        refusal = await asyncio.to_thread(self._editing.refusal, request, "rebuild")
        if refusal:
            yield refusal, gr.skip(), gr.skip()
            return
        async for step in stepping(self._handlers.rebuild)():
            yield step


def stepping(steps: Callable[[], AsyncIterator[Step]]) -> Callable[[], AsyncIterator[tuple[str, str, gr.Button]]]:
    """Return a handler that shows the steps of a rebuild, with the cancel button enabled while it runs."""

    async def shown() -> AsyncIterator[tuple[str, str, gr.Button]]:
        async for progress, status, runs in steps():
            yield progress, status, gr.Button(interactive=runs)

    return shown


def answered(
    handlers: Handlers, history: History, question: str, current: object, search: str, request: gr.Request
) -> Iterator[tuple[Any, ...]]:
    """Yield the conversation with the question pending, then with its answer and the article pane."""
    person = person_of(request)
    opened = history.opened(person, current)
    pending = Opened(opened.id, (*opened.turns, Turn(question=question.encode(errors="replace").decode())))
    yield gr.skip(), history.talk(person, pending), gr.skip(), gr.skip(), gr.skip(), "", gr.skip()
    after = history.ask(person, opened, question)
    article, status = handlers.article_of(after.turns[-1]), handlers.status()
    listed = history.list(person, search, after.id)
    yield (
        after.id or NONE_OPEN,
        history.talk(person, after),
        article,
        listed,
        status,
        gr.skip(),
        gr.Tabs(selected=ARTICLE_TAB),
    )


def asking_typed(answer: Callable[..., Iterator[tuple[Any, ...]]]) -> Callable[..., Iterator[tuple[Any, ...]]]:
    """Return what asks the question that stands in the box, or on the button that was clicked."""

    def asked(question: str, current: object, search: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        yield from answer(question, current, search, request)

    return asked


def asking_meant(answer: Callable[..., Iterator[tuple[Any, ...]]]) -> Callable[..., Iterator[tuple[Any, ...]]]:
    """Return a handler that asks the suggested question of the button that was clicked."""

    def asked(current: object, search: str, event: gr.EventData, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        question = sent(event, "question")
        yield from answer(question if isinstance(question, str) else "", current, search, request)

    return asked


def nothing() -> str:
    """Return what stands where there are no questions to ask next."""
    return ""


def offering(history: History) -> Callable[[object, gr.Request], str]:
    """Return what offers questions that may be asked next: after the answer, which does not wait for them."""

    def offered(current: object, request: gr.Request) -> str:
        return history.following(history.opened(person_of(request), current))

    return offered


def judging(history: History) -> Callable[[gr.EventData, gr.Request], None]:
    """Return what keeps what somebody says of an answer, and tells them what came of it."""

    def judged(event: gr.EventData, request: gr.Request) -> None:
        gr.Info(escaped(history.judge(person_of(request), sent(event, "said"))), duration=4)

    return judged


def opening(handlers: Handlers) -> Callable[[gr.EventData], tuple[str, gr.Tabs]]:
    """Return a handler that opens the article, and its tab, at the place of the button that was clicked."""

    def opened(event: gr.EventData) -> tuple[str, gr.Tabs]:
        return handlers.open_sent(sent(event, "place")), gr.Tabs(selected=ARTICLE_TAB)

    return opened


def example_questions(services: Services) -> list[str]:
    """Return a few golden questions, each of another article: the first with an answer."""
    path = services.settings.golden_path
    if not path.is_file():
        return []
    try:
        dataset = read_squad(path)
    except SourceError as error:
        logger.warning("%s", error)
        return []
    asked = [question for question in dataset.questions if question.answers]
    firsts = {dataset.titles[question.paragraph]: question.text for question in reversed(asked)}
    return list(reversed(firsts.values()))[:EXAMPLES]
