"""What the page lets only those do who may change articles; what they did is noted as it is over HTTP."""

import gradio as gr

from ui.chat import render
from ui.languages import say
from ui.people.audit import note
from ui.people.file import open_people
from ui.people.keys import Role
from ui.people.visitor import Visitor, visitor_of
from ui.wiring import Services

DONE, REFUSED = 200, 403
TOO_LITTLE = "您的身分是讀者，只能提問：要加入文章或重建索引，請向管理者索取編輯的鑰匙，再重新登入。"


class Editing:
    """Knows who may edit, and writes down what they do."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def refusal(self, request: gr.Request, action: str) -> str:
        """Return why somebody may not edit, empty if they may; either is noted."""
        visitor = visitor_of(request.state)
        may = visitor.may(Role.EDITOR)
        address = request.client.host if request.client else ""
        with open_people(self._services.settings.people_path) as people:
            note(people, visitor.person, address, f"page: {action}", DONE if may else REFUSED)
        return "" if may else render.notice(say(TOO_LITTLE), failed=True)

    def greet(self, request: gr.Request) -> tuple[str, gr.Tab, gr.Tab]:
        """Return who is logged in, and the tabs for adding and evaluating, which only those see who may."""
        visitor: Visitor = visitor_of(request.state)
        may = visitor.may(Role.EDITOR)
        return render.who(visitor.name, edits=may), gr.Tab(visible=may), gr.Tab(visible=may)
