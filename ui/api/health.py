"""Is the process alive, and can it answer?"""

from asyncio import to_thread

from fastapi import APIRouter
from pydantic import BaseModel

from ui.api.dependencies import ServicesOf

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
    """有索引可以回答問題時是 200，還沒有時是 503。"""
    build = await to_thread(services.live.current)  # a thread that no question waits for
    return ReadyOut(build=build.id)
