"""The tab that adds articles and rebuilds the index: its layout, and what its buttons do for those who may."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import gradio as gr

from embeddings.formats.load import PARSERS
from ui.chat import render
from ui.chat.editing import Editing
from ui.chat.events import AT_ONCE, QUIET, plain
from ui.chat.handlers import Handlers, Step
from ui.chat.labels import Labels

Running = tuple[gr.HTML, gr.HTML, gr.Button]
"""What shows a rebuild: its progress, which build answers, and the button that cancels it."""


def adding(handlers: Handlers, editing: Editing, status: gr.HTML, label: Labels) -> Running:
    """Lay out the tab that adds articles and rebuilds the index; return what shows how it goes."""
    plain(label.of("adding", partial(render.adding_hint, list(PARSERS))))
    files = gr.UploadButton(str(label("選擇檔案")), file_count="multiple", elem_id="files")
    with gr.Accordion(label("或貼上文字"), open=False, elem_id="pasting"):
        title = gr.Textbox(label=label("標題"), max_lines=1, elem_id="paste-title")
        text = gr.Textbox(label=label("內文"), lines=6, max_lines=16, elem_id="paste-text")
        paste = gr.Button(label("加入文字"), elem_id="paste")
    told = plain("", elem_id="told")
    with gr.Row():
        rebuild = gr.Button(label("重建索引"), variant="primary", elem_id="rebuild")
        cancel = gr.Button(label("取消重建"), variant="secondary", elem_id="cancel", interactive=False)
    progress = plain("", elem_id="progress")
    edits = Edits(handlers, editing)
    files.upload(edits.add_files, files, told, **QUIET)
    paste.click(edits.add_text, [title, text], told, **QUIET)
    cancel.click(edits.cancel, None, None, **AT_ONCE)
    rebuild.click(edits.rebuild, None, [progress, status, cancel], concurrency_limit=None, **QUIET)
    return progress, status, cancel


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
