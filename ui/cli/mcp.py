"""``qa mcp``."""

from ui import tools, wiring
from ui.cli.terminal import commands, console, print_problems
from ui.settings import load_settings

app = commands()


@app.command(epilog="例：在 Claude Desktop 之類的設定裡，把 command 寫成 `qa`、args 寫成 `mcp`；`qa mcp --help` 看說明")
def mcp() -> None:
    """以 MCP 讓別的助理使用這些文章：search_articles 搜尋段落，ask_articles 回答問題。由對方啟動。"""
    settings = load_settings()
    server = tools.mcp_server(wiring.open_services(settings))
    print_problems(console(stderr=True), wiring.word_problems(settings))
    server.run("stdio")
