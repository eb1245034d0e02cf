"""The chat page: its layout, and which button calls which handler. Only this module imports Gradio."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI

from embeddings.errors import SourceError
from qa.squad import read_squad
from ui.chat import render
from ui.chat.adding import adding, stepping
from ui.chat.editing import Editing
from ui.chat.evaluating import Evaluating, evaluating
from ui.chat.events import AT_ONCE, QUIET, plain, sent
from ui.chat.handlers import Handlers
from ui.chat.history import History, Opened
from ui.chat.labels import Labels, Spoken
from ui.chat.side import NONE_OPEN, Side, person_of, side, wire_side
from ui.languages import Language, in_language, language_switch
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
    label = Labels()

    async def mounted() -> FastAPI:
        whole: FastAPI = gr.mount_gradio_app(
            app,
            chat_page(services, label),
            path="/",
            i18n=label.translations(),
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


def first_script() -> str:
    """Return the script that the page runs before Gradio's, with the page's title in each language."""
    titles = json.dumps({language.value: in_language(TITLE, language) for language in Language}, ensure_ascii=False)
    return f"const TITLES = {titles};\n{(HERE / 'first.js').read_text(encoding='utf-8')}"


def theme() -> gr.themes.Base:
    """Return the colours and fonts, system fonts only."""
    base = gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.slate,
        font=FONTS,
        font_mono=("ui-monospace", "Consolas", "monospace"),
    )
    # Gradio's defaults have too little contrast.
    return base.set(
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_400",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        link_text_color_dark="*secondary_400",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_600",
        button_primary_text_color="white",
        button_primary_text_color_dark="white",
    )


@dataclass(frozen=True, slots=True)
class Talk:
    """The parts of the conversation: its turns, what to ask next, words in passing, the box, the examples' buttons."""

    turns: gr.HTML
    more: gr.HTML
    told: gr.HTML
    box: gr.Textbox
    examples: list[gr.Button]


@dataclass(frozen=True, slots=True)
class Beside:
    """The parts beside the conversation: the article, and the tabs that it is one of."""

    article: gr.HTML
    tabs: gr.Tabs


def chat_page(services: Services, label: Labels) -> gr.Blocks:
    """Return the page; ``label`` learns what the browser tells in its language."""
    handlers, editing = Handlers(services), Editing(services)
    page: gr.Blocks = Spoken(title=TITLE, analytics_enabled=False, delete_cache=(3600, 3600))
    with page:
        status, who = heading(label)
        with gr.Row(equal_height=False, elem_id="main"):
            listed, talk = side(label), talking(services, label)
            with gr.Column(scale=5, min_width=320, elem_id="beside"), gr.Tabs() as tabs:
                with gr.Tab(label("原文"), id=ARTICLE_TAB):
                    article = plain(label.of("article", render.no_article), elem_id="article", js_on_load=ON_ARTICLE)
                with gr.Tab(label("加入文章")) as adds:
                    running = adding(handlers, editing, status, label)
                with gr.Tab(label("評測")) as exams:
                    evaluating(Evaluating(services, handlers, editing), label, exams, page)
        history = History(services, handlers)
        wire_side(page, listed, history, talk.turns, article)
        wire(history, handlers, listed, talk, Beside(article, tabs), status)
        page.load(editing.greet, None, [who, adds, exams], **AT_ONCE)
        page.load(stepping(handlers.resume), None, running, concurrency_limit=None, **QUIET)
    page.queue(default_concurrency_limit=4)
    return page


def heading(label: Labels) -> tuple[gr.HTML, gr.HTML]:
    """Lay out the top of the page; return the line with the build, and who is logged in."""
    with gr.Row(elem_classes="qa-top"):
        plain(label.of("heading", partial(render.heading, TITLE)))
        status = plain("", elem_id="status")
        who = plain("", elem_id="who")
        plain(label.of("languages", language_switch), elem_id="languages")
    return status, who


def talking(services: Services, label: Labels) -> Talk:
    """Lay out the conversation and return its parts."""
    with gr.Column(scale=6, min_width=320, elem_id="talk"):
        begun = label.of("talk", partial(render.conversation, []))
        turns = plain(begun, elem_id="conversation", js_on_load=ON_CONVERSATION)
        more = plain("", elem_id="following", js_on_load=ON_CONVERSATION)
        return Talk(turns, more, plain("", elem_id="passing"), *asking(services, label))


def wire(history: History, handlers: Handlers, listed: Side, talk: Talk, beside: Beside, status: gr.HTML) -> None:
    """Have questions asked, articles opened and answers judged."""
    answer, known = partial(answered, handlers, history), [listed.current, listed.search]
    seen = [listed.current, talk.turns, beside.article, listed.listed, status, talk.box, beside.tabs]
    for ends in (talk.box.submit, listed.new.click, listed.listed.select, listed.listed.delete):
        ends(nothing, None, talk.more, **AT_ONCE)
    for event, source in [(talk.box.submit, talk.box), *((button.click, button) for button in talk.examples)]:
        asked = event(asking_typed(answer), [source, *known], seen, **ASKING)
        asked.then(offering(history), listed.current, talk.more, **QUIET)
    for shown in (talk.turns, talk.more):
        asked = shown.submit(asking_meant(answer), known, seen, **ASKING)
        asked.then(offering(history), listed.current, talk.more, **QUIET)
    talk.turns.select(opening(handlers), None, [beside.article, beside.tabs], **AT_ONCE)
    for shown in (talk.turns, beside.article):
        shown.like(judging(history), None, talk.told, **AT_ONCE)


def asking(services: Services, label: Labels) -> tuple[gr.Textbox, list[gr.Button]]:
    """Return the question box, a button for each example, and the button that clears the conversation."""
    with gr.Column(elem_id="asking"):
        with gr.Row(elem_id="examples"):
            examples = [gr.Button(question, size="sm") for question in example_questions(services)]
        box = gr.Textbox(
            show_label=False,
            label=label("問題"),
            placeholder=label("輸入問題，Enter 送出"),
            lines=1,
            max_lines=6,
            submit_btn=str(label("提問")),
            autofocus=True,
            container=False,
            elem_id="question",
        )
    return box, examples


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


def judging(history: History) -> Callable[[gr.EventData, gr.Request], str]:
    """Return what keeps what somebody says of an answer, and tells them what came of it."""

    def judged(event: gr.EventData, request: gr.Request) -> str:
        return render.passing(history.judge(person_of(request), sent(event, "said")))

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
