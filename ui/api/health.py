"""Is the process alive, and can it answer?"""

from fastapi import APIRouter
from pydantic import BaseModel

from ui.api.dependencies import ServicesOf
from ui.api.problems import Problem

router = APIRouter(tags=["狀態"])


class HealthOut(BaseModel):
    """The process is alive."""

    status: str = "ok"


class ReadyOut(BaseModel):
    """A build is open; every answer names it."""

    status: str = "ready"
    build: str


@router.get("/healthz", summary="程式是否活著")
def healthz() -> HealthOut:
    """只要程式在執行就回答 ok。"""
    return HealthOut()


@router.get("/readyz", summary="是否可以回答問題", responses={503: {"model": Problem}})
def readyz(services: ServicesOf) -> ReadyOut:
    """有索引可以回答問題時是 200，還沒有時是 503。"""
    return ReadyOut(build=services.live.current().id)
