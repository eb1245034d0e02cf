"""The assistant as tools of other assistants, by the Model Context Protocol. The one home of the ``mcp`` package.

``qa mcp`` serves them to a program that starts it (stdio), and the server at ``/mcp`` (streamable HTTP).
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from embeddings.errors import ModelError, QAError
from embeddings.index.filter import ArticleFilter
from qa.decide import Mode
from ui.places import without_paths
from ui.schema import AnswerOut, SearchOut, day_in_words
from ui.wiring import Services

if TYPE_CHECKING:
    from mcp.server import MCPServer
    from starlette.types import ASGIApp

NAME = "qa-zh"
INSTRUCTIONS = (
    "從使用者自己的中文文章回答問題。ask_articles 給出原文的逐字引文和出處，文章裡沒有就是不知道；"
    "search_articles 只找段落。引用時請原樣使用 answer，並附上 citation 的標題。"
)
NOT_INSTALLED = "MCP 要用的套件沒有安裝：請在專案資料夾執行 `.venv/bin/pip install -e '.[mcp]'`，再試一次。"

Question = Annotated[str, Field(description="要問的事，繁體或簡體中文都可以。")]
Ids = Annotated[list[str] | None, Field(description="只在這些編號的文章裡找。")]
Tags = Annotated[list[str] | None, Field(description="只在有這些標籤的文章裡找，每一個都要有。")]
Since = Annotated[date | None, Field(description="只找這一天以後（含當天）發布的文章。")]
Until = Annotated[date | None, Field(description="只找這一天以前（含當天）發布的文章。")]
Limit = Annotated[int, Field(description="最多幾個段落。", ge=1, le=100)]
ModeOf = Annotated[Mode | None, Field(description="strict 少答而準，loose 多答；不給就照伺服器的設定。")]


def is_installed() -> bool:
    """Return whether the protocol can be spoken here."""
    return find_spec("mcp") is not None


def mcp_server(services: Services) -> "MCPServer":
    """Return the tools; raise ``ModelError`` where the package is not installed."""
    if not is_installed():
        raise ModelError(NOT_INSTALLED)
    from mcp.server import MCPServer  # takes a second to load, and few need it
    from mcp.types import ToolAnnotations

    server = MCPServer(NAME, title="中文問答助理", instructions=INSTRUCTIONS, log_level="WARNING")
    reading = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    tools = Tools(services)
    server.tool("search_articles", "搜尋文章", tools.search.__doc__, reading)(tools.search)
    server.tool("ask_articles", "從文章回答", tools.ask.__doc__, reading)(tools.ask)
    return server


class Tools:
    """What can be called: each takes plain values and returns what the API returns."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def search(
        self,
        question: Question,
        limit: Limit = 10,
        article_ids: Ids = None,
        tags: Tags = None,
        published_from: Since = None,
        published_to: Until = None,
    ) -> SearchOut:
        """找出文章裡與問題最接近的段落，不作答。"""
        within = within_of(article_ids, tags, published_from, published_to)
        with self._told_in_words():
            return SearchOut.model_validate(self._services.search(question, limit, within))

    def ask(
        self,
        question: Question,
        mode: ModeOf = None,
        article_ids: Ids = None,
        tags: Tags = None,
        published_from: Since = None,
        published_to: Until = None,
    ) -> AnswerOut:
        """從文章回答一個問題：原文的逐字引文、信心和出處；文章裡沒有答案時 answered 是 false，reason 說明原因。"""
        within = within_of(article_ids, tags, published_from, published_to)
        with self._told_in_words():
            return AnswerOut.from_answer(self._services.ask(question, mode, (), within))

    @contextmanager
    def _told_in_words(self) -> Iterator[None]:
        """Turn our own errors into what a tool's caller reads."""
        from mcp.server.mcpserver.exceptions import ToolError

        try:
            yield
        except QAError as error:
            raise ToolError(without_paths(str(error), self._services.settings.data_dir)) from error


def within_of(ids: list[str] | None, tags: list[str] | None, since: date | None, until: date | None) -> ArticleFilter:
    """Return the filter of a call."""
    chosen = None if ids is None else frozenset(ids)
    return ArticleFilter(chosen, day_in_words(since), day_in_words(until), tuple(tags or ()))


@asynccontextmanager
async def mcp_over_http(services: Services) -> AsyncIterator["ASGIApp"]:
    """Yield an ASGI application that speaks streamable HTTP; who may ask it is looked at before it.

    It keeps no sessions: every request stands alone, and any process can answer it.
    """
    from mcp.server.transport_security import TransportSecuritySettings

    server = mcp_server(services)
    # Our own doors have looked at Host and Origin already.
    open_door = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    server.streamable_http_app(stateless_http=True, json_response=True, transport_security=open_door)
    async with server.session_manager.run():
        yield server.session_manager.asgi_app
