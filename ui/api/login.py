"""Logging in to the page with a key, and out again. No script, so that it works in any browser."""

from html import escape
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ui.api.access import Guard, Refusal, address_of

router = APIRouter(include_in_schema=False)

PAGE = """<!doctype html>
<html lang="zh-Hant"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>登入 · 中文問答助理</title><style>
:root { color-scheme: light dark;
  font-family: system-ui, "PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC", sans-serif; }
body { display: grid; place-content: center; min-height: 90dvh; margin: 0; padding: 0 20px; }
form { width: min(22rem, 86vw); display: grid; gap: 12px; }
h1 { font-size: 1.3rem; margin: 0; } p { margin: 0; line-height: 1.7; font-size: .92rem; }
input, button { font: inherit; padding: 10px 14px; border-radius: 10px; border: 1px solid #8a94a3; }
button { border: 0; background: #0d7d72; color: #fff; cursor: pointer; }
.error { padding: 8px 12px; border-radius: 8px; background: #fde8e8; color: #8c1d1d; }
</style></head><body><form method="post" action="login"><h1>登入中文問答助理</h1>__ERROR__
<p><label for="key">鑰匙（向管理者索取，由 qa keys create 產生）</label></p>
<input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
<button>登入</button></form></body></html>
"""


@router.get("/login")
async def login_page() -> HTMLResponse:
    """Return the form that asks for the key."""
    return form()


@router.post("/login")
def log_in(request: Request, key: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Lead to the page, as whoever has the key; or back to the form, with what is wrong."""
    guard = guard_of(request)
    try:
        with guard.keys() as keys:
            held = guard.recognised(keys, key.strip(), address_of(request.scope))
    except Refusal as refusal:
        return form(refusal.detail, refusal.status)
    response = to_page(request)
    response.headers.append("set-cookie", guard.login.written(held.id, request.scope))
    return response


@router.post("/logout")
def log_out(request: Request) -> Response:
    """Forget who was logged in."""
    response = to_page(request)
    response.headers.append("set-cookie", guard_of(request).login.forgotten(request.scope))
    return response


def form(error: str = "", status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    """Return the form, with what was wrong with what it was sent with."""
    told = f'<p class="error" role="alert">{escape(error)}</p>' if error else ""
    return HTMLResponse(PAGE.replace("__ERROR__", told), status, headers={"Cache-Control": "no-store"})


def to_page(request: Request) -> Response:
    """Return the way to the page."""
    return RedirectResponse(f"{request.scope.get('root_path', '')}/", HTTPStatus.SEE_OTHER)


def guard_of(request: Request) -> Guard:
    """Return what decides who may come in."""
    guard = request.app.state.guard
    assert isinstance(guard, Guard)
    return guard
