"""Health checks: is the process alive, and can it answer questions?"""

from asyncio import to_thread

from fastapi import APIRouter
from pydantic import BaseModel

from ui.api.dependencies import ServicesOf
from ui.wiring import Services

router = APIRouter(tags=["狀態"])


class HealthOut(BaseModel):
    """The process is alive."""

    status: str = "ok"


class ReadyOut(BaseModel):
    """A build is open; every answer names it."""

    status: str = "ready"
    build: str


@router.get("/healthz", summary="程式是否活著")
async def healthz() -> HealthOut:
    """只要程式在執行就回答 ok。"""
    return HealthOut()


@router.get("/readyz", summary="是否可以回答問題")
async def readyz(services: ServicesOf) -> ReadyOut:
    """有索引可以回答問題時是 200，還沒有、或存放段落的伺服器不回應時是 503。"""
    return ReadyOut(build=await to_thread(ready_build, services))  # a thread that no question waits for


def ready_build(services: Services) -> str:
    """Return the id of the live build, whose store has just answered."""
    build = services.live.current()
    build.store.count()
    return build.id
