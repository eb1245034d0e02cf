"""The list of conversations beside the page: its layout, and which event leads to which handler."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from ui.chat import render
from ui.chat.events import AT_ONCE, plain, sent
from ui.chat.history import History
from ui.chat.labels import Labels
from ui.people.visitor import visitor_of

Shown = tuple[Any, Any, Any, Any]
"""What the page then shows: which conversation is open, its turns, the article beside it, the list."""

ON_SIDE = "qaConversations(element, trigger)"


NONE_OPEN = "-"  # in the place of a conversation's id: a browser does not store that a value became empty


@dataclass(frozen=True, slots=True)
class Side:
    """The parts of the list: which conversation is open, the button for a new one, the search, the list."""

    current: gr.BrowserState
    new: gr.Button
    search: gr.Textbox
    listed: gr.HTML


def side(label: Labels) -> Side:
    """Lay out the list and return its parts."""
    current = gr.BrowserState(NONE_OPEN, storage_key="qa-zh.current", secret="the-browser-s-own")
    with gr.Column(scale=0, min_width=230, elem_id="side"):
        new = gr.Button(label("＋ 新對話"), size="sm", elem_id="new")
        search = gr.Textbox(
            label=label("搜尋對話"),
            placeholder=label("搜尋對話"),
            show_label=False,
            max_lines=1,
            container=False,
            elem_id="search",
        )
        listed = plain(label.of("side", partial(render.side, [], None)), elem_id="conversations", js_on_load=ON_SIDE)
    return Side(current, new, search, listed)


class SideEvents:
    """What the events of the list do, each for the person who sent it: what the page then shows."""

    def __init__(self, history: History) -> None:
        self._history = history

    def load(self, id: object, search: str, request: gr.Request) -> Shown:
        """Show the conversation that was open when the page was left, unless another is there by now."""
        current, talk, _, listed = self._show(request, id, search)
        return current, gr.skip() if current == NONE_OPEN else talk, gr.skip(), listed

    def open(self, _: object, search: str, event: gr.EventData, request: gr.Request) -> Shown:
        """Show the conversation that was clicked."""
        return self._show(request, sent(event, "id"), search)

    def begin(self, _: object, search: str, request: gr.Request) -> Shown:
        """Show an empty conversation, which is kept from its first question on."""
        return self._show(request, None, search)

    def find(self, id: object, search: str, request: gr.Request) -> str:
        """Show the conversations that have the words of the search."""
        return self._history.list(person_of(request), search, id)

    def rename(self, id: object, search: str, event: gr.EventData, request: gr.Request) -> str:
        """Give the conversation its new title."""
        self._history.rename(person_of(request), sent(event, "id"), sent(event, "title"))
        return self.find(id, search, request)

    def delete(self, id: object, search: str, event: gr.EventData, request: gr.Request) -> Shown:
        """Delete a conversation; the one that is open stays, unless it is that."""
        gone = sent(event, "id")
        self._history.delete(person_of(request), gone)
        if gone == id:
            return self._show(request, None, search)
        return gr.skip(), gr.skip(), gr.skip(), self.find(id, search, request)

    def _show(self, request: gr.Request, id: object, search: str) -> Shown:
        person = person_of(request)
        opened = self._history.opened(person, id)
        talk, listed = self._history.talk(person, opened), self._history.list(person, search, opened.id)
        return opened.id or NONE_OPEN, talk, render.no_article(), listed


def wire_side(page: gr.Blocks, parts: Side, history: History, talk: gr.HTML, article: gr.HTML) -> None:
    """Have the list open, rename and delete conversations."""
    events, heard = SideEvents(history), [parts.current, parts.search]
    seen = [parts.current, talk, article, parts.listed]
    page.load(events.load, heard, seen, **AT_ONCE)
    parts.listed.select(events.open, heard, seen, **AT_ONCE)
    parts.new.click(events.begin, heard, seen, **AT_ONCE)
    parts.search.input(events.find, heard, parts.listed, **AT_ONCE)
    parts.listed.edit(events.rename, heard, parts.listed, **AT_ONCE)
    parts.listed.delete(events.delete, heard, seen, **AT_ONCE)


def person_of(request: gr.Request) -> str:
    """Return whose conversations a request may see."""
    return visitor_of(request.state).person
