"""Errors as RFC 9457 problem details in Chinese. Only this module maps errors to status codes."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from embeddings.errors import (
    BuildError,
    BusyError,
    ChangedError,
    CollectionError,
    ConflictError,
    InputError,
    ModelError,
    NotFoundError,
    PeopleError,
    QAError,
    StoreDownError,
    StoreError,
)
from ui.english import FAULTS
from ui.languages import Language, in_english, language_of, said
from ui.places import without_paths
from ui.requests import HEADER, path_in_app, request_id

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

FOR_OPENAI = "/v1/"  # routes whose callers expect OpenAI's errors
OPENAI_CODES: Mapping[int, str] = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}

STATUSES: tuple[tuple[type[QAError], HTTPStatus, str], ...] = (
    (NotFoundError, HTTPStatus.NOT_FOUND, "找不到"),
    (CollectionError, HTTPStatus.SERVICE_UNAVAILABLE, "文章資料庫不能用"),
    (ChangedError, HTTPStatus.PRECONDITION_FAILED, "文章已經改過了"),
    (ConflictError, HTTPStatus.CONFLICT, "與現有的內容衝突"),
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY, "輸入的內容不能用"),
    (BusyError, HTTPStatus.CONFLICT, "正在進行另一項工作"),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE, "存放段落的伺服器不能用"),
    (BuildError, HTTPStatus.SERVICE_UNAVAILABLE, "目前沒有可用的索引"),
    (PeopleError, HTTPStatus.SERVICE_UNAVAILABLE, "對話資料庫不能用"),
    (ModelError, HTTPStatus.SERVICE_UNAVAILABLE, "模型不能用"),
    (QAError, HTTPStatus.INTERNAL_SERVER_ERROR, "發生錯誤"),
)

HTTP_TITLES: Mapping[int, tuple[str, str]] = {
    400: (
        "請求的格式不對",
        "送來的內容讀不出來：JSON 請用 UTF-8 編碼，檔案請以 multipart/form-data 送出。請對照 /docs 的介面文件。",
    ),
    404: ("找不到", "沒有這個網址，請查看 /docs 的介面文件。"),
    405: ("不支援這個方法", "這個網址不支援這種 HTTP 方法，請查看 /docs 的介面文件。"),
    428: (
        "沒有說要改的是哪一版",
        "請先讀這篇文章，把回應的 ETag 放進標頭 If-Match 再送出；確定要覆蓋任何版本，就用 If-Match: *。",
    ),
    413: ("內容太大", "送來的內容超過上限，請分批送出。"),
}

NO_OBJECT = (
    '送來的內容不是正確的 JSON 物件：請送出例如 {"question": "…"} 的內容，'
    "並加上標頭 content-type: application/json。請對照 /docs 的介面文件。"
)

WHOLE_BODY = "body"  # the place of a fault that belongs to no field
FIELD_FAULTS: Mapping[str, str] = {
    "missing": "缺少這個欄位",
    "json_invalid": "不是正確的 JSON",
    "model_attributes_type": "不是 JSON 物件",
    "string_type": "必須是字串",
    "string_too_short": "不能是空的",
    "string_too_long": "太長",
    "too_short": "不能是空的",
    "too_long": "太多",
    "enum": "不在可選的值之中",
    "int_parsing": "必須是整數",
    "int_type": "必須是整數",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "date_from_datetime_parsing": "必須是日期，例如 2024-03-15",
    "date_from_datetime_inexact": "必須是日期，例如 2024-03-15",
    "date_parsing": "必須是日期，例如 2024-03-15",
    "date_type": "必須是日期，例如 2024-03-15",
}


class FaultOut(BaseModel):
    """A field that is invalid: its place and the reason."""

    field: str
    fault: str


class Problem(BaseModel):
    """RFC 9457 problem details: ``title`` names the kind of problem, ``detail`` says what to do next."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FaultOut] | None = None
    request_id: str | None = Field(default_factory=request_id)
    original: Annotated[str | None, Field(description="要英文時，原來的中文說明")] = None


class OpenAIFault(BaseModel):
    """What is wrong, in OpenAI's words for the kinds of errors and ours for the rest."""

    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIError(BaseModel):
    """An error in the shape of OpenAI's API."""

    error: OpenAIFault


def problem_response(
    request: Request, status: int, title: str, detail: str, errors: list[FaultOut] | None = None
) -> JSONResponse:
    """Return a problem as a response."""
    instance = request.scope["path"]
    language = language_of(request.headers.get("accept-language"))
    problem = Problem(title=title, status=status, detail=detail, instance=instance, errors=errors)
    problem = in_language(problem, language)
    if path_in_app(request.scope).startswith(FOR_OPENAI):
        return openai_error(status, problem.detail, problem.errors)
    content = problem.model_dump(exclude_none=True)
    headers = {"Content-Language": language.value, "Vary": "Accept-Language"}
    if problem.request_id is not None:
        headers[HEADER] = problem.request_id
    return JSONResponse(content, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def in_language(problem: Problem, language: Language) -> Problem:
    """Return a problem as it is told in a language."""
    faults = problem.errors
    if language is not Language.ENGLISH:
        errors = faults and [FaultOut(field=one.field, fault=said(one.fault, language)) for one in faults]
        told = {"title": said(problem.title, language), "detail": said(problem.detail, language), "errors": errors}
        return problem.model_copy(update=told)
    title, detail = in_english(problem.title, problem.status)
    errors = faults and [FaultOut(field=one.field, fault=FAULTS.get(one.fault, one.fault)) for one in faults]
    listed = "; ".join(f"{one.field} {one.fault}" for one in errors or ())
    detail = f"{listed}. {detail}" if listed else detail
    told = {"title": title, "detail": detail, "errors": errors, "original": problem.detail}
    return problem.model_copy(update=told)


def openai_error(status: int, detail: str, errors: list[FaultOut] | None) -> JSONResponse:
    """Return an error as OpenAI's clients read it."""
    kind = "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
    field = errors[0].field if errors else None
    told = OpenAIError(error=OpenAIFault(message=detail, type=kind, param=field, code=OPENAI_CODES.get(status)))
    return JSONResponse(told.model_dump(), status_code=status)


def problem_of(error: QAError) -> tuple[HTTPStatus, str]:
    """Return the status and title for one of our own errors."""
    return next((status, title) for kind, status, title in STATUSES if isinstance(error, kind))


def detail_of(request: Request, error: QAError) -> str:
    """Return the Chinese message of one of our own errors, without paths."""
    return without_paths(str(error), request.app.state.services.settings.data_dir)


def problem_within(request: Request, error: QAError, place: str) -> Problem:
    """Return one of our own errors as the problem of a part of a request; ``place`` points to the part."""
    status, title = problem_of(error)
    instance = f"{request.scope['path']}#{place}"
    problem = Problem(title=title, status=status, detail=detail_of(request, error), instance=instance)
    return in_language(problem, language_of(request.headers.get("accept-language")))


def on_qa_error(request: Request, error: Exception) -> JSONResponse:
    """Respond to one of our own errors."""
    assert isinstance(error, QAError)
    status, title = problem_of(error)
    response = problem_response(request, status, title, detail_of(request, error))
    if isinstance(error, StoreDownError):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def on_validation_error(request: Request, error: Exception) -> JSONResponse:
    """Respond to a request whose body or parameters do not match the schema."""
    assert isinstance(error, RequestValidationError)
    faults = [fault_of(found) for found in error.errors()]
    detail = "；".join(f"{fault.field}：{fault.fault}" for fault in faults) + "。請對照 /docs 的介面文件。"
    if any(fault.field == WHOLE_BODY for fault in faults):
        detail = NO_OBJECT
    return problem_response(request, 422, "請求的格式不對", detail, faults)


def fault_of(found: Mapping[str, Any]) -> FaultOut:
    """Return one of pydantic's errors in Chinese, without the value."""
    path = [str(part) for part in found["loc"] if part not in (WHOLE_BODY, "query", "path")]
    if found["type"] == "json_invalid":  # its location is a character offset, not a field
        path = []
    return FaultOut(field=".".join(path) or WHOLE_BODY, fault=FIELD_FAULTS.get(found["type"], "格式不對"))


def on_http_error(request: Request, error: Exception) -> JSONResponse:
    """Respond to what the framework refuses: an unknown address, a wrong method, a body too large."""
    assert isinstance(error, HTTPException)
    title, detail = HTTP_TITLES.get(error.status_code, ("請求失敗", "請查看 /docs 的介面文件。"))
    response = problem_response(request, error.status_code, title, detail)
    response.headers.update(error.headers or {})
    return response


def on_any_error(request: Request, error: Exception) -> JSONResponse:
    """Respond to a programming mistake: log it with its traceback, and reveal nothing of it."""
    logger.error("request failed: %s %s", request.method, request.scope["path"], exc_info=error)
    return problem_response(request, 500, "伺服器發生錯誤", "這是程式的錯誤，不是您的問題。請把伺服器紀錄交給管理者。")


def add_problem_handlers(app: FastAPI) -> None:
    """Make the application respond to every error with problem details."""
    app.add_exception_handler(QAError, on_qa_error)
    app.add_exception_handler(RequestValidationError, on_validation_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(Exception, on_any_error)
