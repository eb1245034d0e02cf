"""Every error as problem details: its status, its title, and no word of this machine."""

import json

import pytest
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException

from embeddings import errors
from embeddings.errors import QAError
from qa.decide import Mode
from ui.api.problems import (
    MEDIA_TYPE,
    NO_OBJECT,
    STATUSES,
    fault_of,
    on_any_error,
    on_http_error,
    on_qa_error,
    on_validation_error,
    problem_of,
    problem_within,
)
from ui.settings import Settings
from ui.wiring import Services


class App:
    """What a request knows of its app."""

    def __init__(self, folder):
        self.state = self
        self.services = Services(Settings(data_dir=folder), None, None, None, None)


def request_in(folder, path="/api/v1/answer"):
    return Request({"type": "http", "method": "POST", "path": path, "headers": [], "app": App(folder)})


def body_of(response):
    assert response.headers["content-type"] == MEDIA_TYPE
    return json.loads(response.body)


def every_error(kind=QAError):
    return [kind, *(below for one in kind.__subclasses__() for below in every_error(one))]


@pytest.mark.parametrize("kind", [one for one in every_error() if one.__module__ == errors.__name__])
def test_every_error_of_ours_has_a_status_and_a_title_of_its_nearest_kind(kind, tmp_path):
    error = kind("壞了，請重試。", *(5,) * (kind is errors.StoreDownError))
    status, title = problem_of(error)
    nearest = next(base for base in kind.__mro__ if base in {one for one, _, _ in STATUSES})
    first = next(one for one, _, _ in STATUSES if issubclass(kind, one))
    assert (nearest, 400 <= status < 600) == (first, True)
    problem = body_of(on_qa_error(request_in(tmp_path), error))
    assert (problem["title"], problem["status"], problem["detail"]) == (title, status, "壞了，請重試。")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.QuestionError, 422),
        (errors.SourceError, 422),
        (errors.CollectionError, 503),
        (errors.NotFoundError, 404),
        (errors.ConflictError, 409),
        (errors.BusyError, 409),
        (errors.NoBuildError, 503),
        (errors.ModelError, 503),
        (errors.WorkerError, 500),
    ],
)
def test_whose_fault_it_is_is_told_by_the_status(kind, status):
    assert problem_of(kind("壞了。"))[0] == status


def test_no_problem_tells_where_the_data_lies(tmp_path):
    error = errors.SourceError(f"「{tmp_path}/articles/甲.txt」讀不出來，請重新加入。")
    assert str(tmp_path) not in json.dumps(body_of(on_qa_error(request_in(tmp_path), error)), ensure_ascii=False)
    within = problem_within(request_in(tmp_path), error, "questions/3")
    assert (within.instance, str(tmp_path) in within.detail) == ("/api/v1/answer#questions/3", False)


class Body(BaseModel):
    """A body with one of each thing that can be wrong."""

    question: str = Field(min_length=1, max_length=5)
    mode: Mode = Mode.BALANCED
    limit: int = Field(default=1, ge=1, le=10)
    turns: list[str] = Field(default=[], min_length=0, max_length=2)


def faults(body):
    with pytest.raises(ValidationError) as refused:
        Body.model_validate(body)
    return [
        (one.field, one.fault)
        for one in map(fault_of, ({**error, "loc": ("body", *error["loc"])} for error in refused.value.errors()))
    ]


@pytest.mark.parametrize(
    ("body", "field", "fault"),
    [
        ({}, "question", "缺少這個欄位"),
        ({"question": ""}, "question", "不能是空的"),
        ({"question": "字" * 6}, "question", "太長"),
        ({"question": 3}, "question", "必須是字串"),
        ({"question": "甲", "mode": "bold"}, "mode", "不在可選的值之中"),
        ({"question": "甲", "limit": 0}, "limit", "太小"),
        ({"question": "甲", "limit": 11}, "limit", "太大"),
        ({"question": "甲", "limit": "many"}, "limit", "必須是整數"),
        ({"question": "甲", "turns": ["一", "二", "三"]}, "turns", "太多"),
        ({"question": "甲", "turns": ["一", None]}, "turns.1", "必須是字串"),
        ({"question": "甲", "turns": 3}, "turns", "格式不對"),
    ],
)
def test_a_field_that_is_wrong_is_named_with_what_is_wrong_and_never_its_value(body, field, fault):
    assert faults(body) == [(field, fault)]


@pytest.mark.parametrize(
    ("found", "detail"),
    [
        ([{"loc": ("body", "question"), "type": "missing"}], "question：缺少這個欄位。請對照 /docs 的介面文件。"),
        ([{"loc": ("body", 12), "type": "json_invalid"}], NO_OBJECT),
        ([{"loc": ("body",), "type": "model_attributes_type"}], NO_OBJECT),
        ([{"loc": ("query", "limit"), "type": "int_parsing"}], "limit：必須是整數。請對照 /docs 的介面文件。"),
        (
            [{"loc": ("body", "a"), "type": "missing"}, {"loc": ("body", "b"), "type": "new_in_pydantic"}],
            "a：缺少這個欄位；b：格式不對。請對照 /docs 的介面文件。",
        ),
    ],
)
def test_what_is_wrong_with_a_request_is_told_in_one_sentence(found, detail, tmp_path):
    problem = body_of(on_validation_error(request_in(tmp_path), RequestValidationError(found)))
    assert (problem["status"], problem["detail"]) == (422, detail)


@pytest.mark.parametrize(
    ("status", "title"), [(404, "找不到"), (405, "不支援這個方法"), (413, "內容太大"), (418, "請求失敗")]
)
def test_what_the_framework_refuses_is_told_in_chinese_with_its_headers(status, title, tmp_path):
    response = on_http_error(request_in(tmp_path), HTTPException(status, headers={"allow": "GET"}))
    problem = body_of(response)
    assert (response.status_code, problem["title"], response.headers["allow"]) == (status, title, "GET")
    assert "請" in problem["detail"]


def test_a_mistake_of_ours_is_logged_and_not_told(tmp_path, caplog):
    response = on_any_error(request_in(tmp_path), KeyError("secret"))
    assert (response.status_code, "secret" in response.body.decode()) == (500, False)
    assert "secret" in caplog.text


def test_a_store_that_is_down_says_when_to_try_again(tmp_path):
    response = on_qa_error(request_in(tmp_path), errors.StoreDownError("存放段落的服務沒有回應，請稍候再試。", 7))
    assert (response.status_code, response.headers["retry-after"]) == (503, "7")
