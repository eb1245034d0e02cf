"""Logging in to the page with a key, and out again. No script, so that it works in any browser."""

from html import escape
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ui.api.access import Guard, Refusal, address_of
from ui.api.language import language_in
from ui.languages import language_switch, say, speaking, spoken
from ui.wording import problem_told

router = APIRouter(include_in_schema=False)

PAGE = """<!doctype html>
<html lang="__LANGUAGE__"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>__LOG_IN__ · __TITLE__</title><style>
:root { color-scheme: light dark;
  font-family: system-ui, "PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC", sans-serif; }
body { display: grid; place-content: center; min-height: 90dvh; margin: 0; padding: 0 20px; }
form { width: min(22rem, 86vw); display: grid; gap: 12px; }
h1 { font-size: 1.3rem; margin: 0; } p { margin: 0; line-height: 1.7; font-size: .92rem; }
input, button { font: inherit; padding: 10px 14px; border-radius: 10px; border: 1px solid #8a94a3; }
button { border: 0; background: #0d7d72; color: #fff; cursor: pointer; }
.languages { display: flex; gap: 4px; }
.languages button { padding: 4px 10px; background: none; color: inherit; font-size: .9rem; }
.languages button[aria-pressed=true] { font-weight: 600; text-decoration: underline; text-underline-offset: 4px; }
.error { padding: 8px 12px; border-radius: 8px; background: #fde8e8; color: #8c1d1d; }
</style></head><body><main><form method="post" action="login"><h1>__LOG_IN__ · __TITLE__</h1>__ERROR__
<p><label for="key">__KEY__</label></p>
<input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
<button>__LOG_IN__</button></form>__SWITCH__</main></body></html>
"""


@router.get("/login")
async def login_page(request: Request) -> HTMLResponse:
    """Return the form that asks for the key."""
    return form(request)


@router.post("/login")
def log_in(request: Request, key: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Lead to the page, as whoever has the key; or back to the form, with what is wrong."""
    guard = guard_of(request)
    try:
        with guard.keys() as keys:
            held = guard.recognised(keys, key.strip(), address_of(request.scope))
    except Refusal as refusal:
        return form(request, refusal)
    response = to_page(request)
    response.headers.append("set-cookie", guard.login.written(held.id, request.scope))
    return response


@router.post("/logout")
def log_out(request: Request) -> Response:
    """Forget who was logged in."""
    response = to_page(request)
    response.headers.append("set-cookie", guard_of(request).login.forgotten(request.scope))
    return response


def form(request: Request, refusal: Refusal | None = None) -> HTMLResponse:
    """Return the form in the language of the browser, with why a key was refused."""
    with speaking(language_in(request.scope)):
        error = "" if refusal is None else problem_told(refusal.title, refusal.detail)
        words = {
            "LANGUAGE": spoken().value,
            "LOG_IN": say("登入"),
            "TITLE": say("中文問答助理"),
            "KEY": say("鑰匙（向管理者索取，由 qa keys create 產生）"),
            "SWITCH": language_switch("login"),
            "ERROR": f'<p class="error" role="alert">{escape(error)}</p>' if error else "",
        }
    page = PAGE
    for name, said in words.items():
        page = page.replace(f"__{name}__", said)
    status = HTTPStatus.OK if refusal is None else refusal.status
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})


def to_page(request: Request) -> Response:
    """Return the way to the page."""
    return RedirectResponse(f"{request.scope.get('root_path', '')}/", HTTPStatus.SEE_OTHER)


def guard_of(request: Request) -> Guard:
    """Return what decides who may come in."""
    guard = request.app.state.guard
    assert isinstance(guard, Guard)
    return guard
