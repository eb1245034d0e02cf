"""The OpenAPI description: every route's errors as problem details with their own media type."""

from typing import Any

from fastapi import FastAPI

from ui.api.problems import MEDIA_TYPE, Problem

SCHEMAS = "#/components/schemas/"
REFUSALS = {"4XX": "請求不能用：title 是哪一類，detail 說怎麼辦", "5XX": "伺服器現在不能回答"}
OF_THE_FRAMEWORK = ("HTTPValidationError", "ValidationError")  # schemas that this API never sends


def describe_problems(app: FastAPI) -> None:
    """Make the application describe its errors as problem details."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            with_problems(described())
        return described()

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def with_problems(description: dict[str, Any]) -> None:
    """Replace the framework's error schemas in a description by problem details."""
    schemas = description["components"]["schemas"]
    for name in OF_THE_FRAMEWORK:
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template=SCHEMAS + "{model}")
    schemas.update(problem.pop("$defs"), Problem=problem)
    content = {MEDIA_TYPE: {"schema": {"$ref": f"{SCHEMAS}Problem"}}}
    for path in description["paths"].values():
        for operation in path.values():
            operation["responses"].pop("422", None)
            refused = {status: {"description": words, "content": content} for status, words in REFUSALS.items()}
            operation["responses"].update(refused)
