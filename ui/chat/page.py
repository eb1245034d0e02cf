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
from ui.chat.handlers import Handlers, Step
from ui.chat.turns import Turn, kept, restored
from ui.wiring import Services

logger = logging.getLogger(__name__)

TITLE = "中文問答助理"
HERE = Path(__file__).parent
FONTS = ("system-ui", "-apple-system", "PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC", "sans-serif")
EXAMPLES = 4
ASKING_AT_ONCE = 8
ARTICLE_TAB = "article"
ON_CONVERSATION = "qaConversation(element, trigger, watch)"
ON_ARTICLE = "qaArticle(element, watch)"

# The page's events are not exposed as an API.
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
AT_ONCE: dict[str, Any] = {**QUIET, "queue": False}  # fast events need not be queued


def mount_page(app: FastAPI, services: Services) -> FastAPI:
    """Return the application with the chat page at ``/``."""
    script = (HERE / "page.js").read_text(encoding="utf-8")

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
            head=f"<script>{script}</script>",
        )
        return whole

    # Without a running event loop, Gradio creates one for each of its locks and closes none.
    return asyncio.run(mounted())


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
    handlers = Handlers(services)
    page: gr.Blocks = gr.Blocks(title=TITLE, analytics_enabled=False, delete_cache=(3600, 3600))
    with page:
        memory = gr.BrowserState([], storage_key="qa-zh.conversation", secret="the-browser-s-own")
        with gr.Row(elem_classes="qa-top"):
            plain(render.heading(TITLE))
            status = plain("", elem_id="status")
        with gr.Row(equal_height=False):
            with gr.Column(scale=6, min_width=320, elem_id="talk"):
                talk = plain(render.conversation([]), elem_id="conversation", js_on_load=ON_CONVERSATION)
                box, examples, clear = asking(services)
            with gr.Column(scale=5, min_width=320), gr.Tabs() as tabs:
                with gr.Tab("原文", id=ARTICLE_TAB):
                    article = plain(render.no_article(), elem_id="article", js_on_load=ON_ARTICLE)
                with gr.Tab("加入文章"):
                    progress, cancel = adding(handlers, status)
        answer = partial(answered, handlers)
        seen = [memory, talk, article, status, box, tabs]
        for event, source in [(box.submit, box), *((button.click, button) for button in examples)]:
            event(answer, [source, memory], seen, concurrency_limit=ASKING_AT_ONCE, concurrency_id="ask", **QUIET)
        meant = asking_meant(handlers)
        talk.submit(meant, memory, seen, concurrency_limit=ASKING_AT_ONCE, concurrency_id="ask", **QUIET)
        talk.select(opening(handlers), None, [article, tabs], **AT_ONCE)
        clear.click(lambda: ([], render.conversation([]), render.no_article()), None, seen[:3], **AT_ONCE)
        page.load(remembered, memory, talk, **AT_ONCE)
        following = [progress, status, cancel]
        page.load(stepping(handlers.resume), None, following, concurrency_limit=None, **QUIET)
    page.queue(default_concurrency_limit=4)
    return page


def plain(value: str, elem_id: str | None = None, js_on_load: str | None = None) -> gr.HTML:
    """Return a component that shows our HTML, styled by the page's own style sheet only."""
    return gr.HTML(value, apply_default_css=False, elem_id=elem_id, js_on_load=js_on_load)


def asking(services: Services) -> tuple[gr.Textbox, list[gr.Button], gr.Button]:
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
        clear = gr.Button("清除對話", size="sm", variant="secondary", elem_id="clear")
    return box, examples, clear


def adding(handlers: Handlers, status: gr.HTML) -> tuple[gr.HTML, gr.Button]:
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
    files.upload(handlers.add_files, files, told, **QUIET)
    paste.click(handlers.add_text, [title, text], told, **QUIET)
    cancel.click(handlers.cancel, None, None, **AT_ONCE)
    rebuild.click(stepping(handlers.rebuild), None, [progress, status, cancel], concurrency_limit=None, **QUIET)
    return progress, cancel


def stepping(steps: Callable[[], AsyncIterator[Step]]) -> Callable[[], AsyncIterator[tuple[str, str, gr.Button]]]:
    """Return a handler that shows the steps of a rebuild, with the cancel button enabled while it runs."""

    async def shown() -> AsyncIterator[tuple[str, str, gr.Button]]:
        async for progress, status, runs in steps():
            yield progress, status, gr.Button(interactive=runs)

    return shown


def remembered(stored: object) -> Any:  # noqa: ANN401 -- Gradio has no type for "leave it as it is"
    """Return the stored conversation; if there is none, leave the current one unchanged."""
    turns = showable(stored)
    return render.conversation(turns) if turns else gr.skip()


def showable(stored: object) -> list[Turn]:
    """Return the stored turns that can be shown: an invalid one never stops a new question."""
    turns = []
    for turn in restored(stored):
        try:
            render.turn(turn).encode()  # lone surrogates cannot be sent
        except ValueError:  # anything that validation did not catch, such as lone surrogates
            logger.warning("a kept turn cannot be shown and is dropped", exc_info=True)
        else:
            turns.append(turn)
    return turns


def answered(handlers: Handlers, question: str, stored: object) -> Iterator[tuple[Any, ...]]:
    """Yield the conversation with the question pending, then with its answer and the article pane."""
    turns = showable(stored)
    pending = render.conversation([*turns, Turn(question=question)])
    yield gr.skip(), pending, gr.skip(), gr.skip(), "", gr.skip()
    turn = handlers.ask(question, turns)
    turns.append(turn)
    article, status = handlers.article_of(turn), handlers.status()
    yield kept(turns), render.conversation(turns), article, status, gr.skip(), gr.Tabs(selected=ARTICLE_TAB)


def asking_meant(handlers: Handlers) -> Callable[[object, gr.EventData], Iterator[tuple[Any, ...]]]:
    """Return a handler that asks the suggested question of the button that was clicked."""

    def asked(stored: object, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        question = sent(event, "question")
        yield from answered(handlers, question if isinstance(question, str) else "", stored)

    return asked


def sent(event: gr.EventData, name: str) -> object:
    """Return the value that the page's script sent with an event under a name, or ``None``."""
    try:
        return getattr(event, name)
    except (AttributeError, TypeError):
        return None


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
