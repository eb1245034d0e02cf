"""``qa serve``."""

from typing import Annotated

import typer

from ui import wiring
from ui.api.access import refuse_open_door
from ui.cli.terminal import commands, console, print_problems, progress_shown
from ui.server import listening, prepare, run_server
from ui.settings import load_settings

app = commands()


@app.command(epilog="例：`qa serve --port 8080`，`qa serve --workers 4`")
def serve(
    host: Annotated[str | None, typer.Option(help="要監聽的位址，預設 127.0.0.1。")] = None,
    port: Annotated[int | None, typer.Option(help="要監聽的連接埠，預設 8000。")] = None,
    root_path: Annotated[str | None, typer.Option(help="代理伺服器把服務放在哪個子路徑下，例如 /qa。")] = None,
    workers: Annotated[int | None, typer.Option(help="用幾個行程回答，共用一份索引，預設 1。")] = None,
) -> None:
    """啟動服務：聊天網頁、HTTP 介面和介面文件。還沒有索引時會先建立。"""
    settings = load_settings(host=host, port=port, root_path=root_path, workers=workers)
    shown = console(stderr=True)
    with listening(settings) as listener:
        refuse_open_door(settings)
        opened = wiring.open_services if settings.workers == 1 else wiring.open_shared_services
        services = opened(settings)
        print_problems(shown, wiring.word_problems(settings))
        with progress_shown(shown) as report:
            prepare(services, shown, report)
        # Gradio takes seconds to import: only after the port is bound and there is a build.
        from ui.app import create_app

        run_server(create_app(services), listener, shown, settings)
