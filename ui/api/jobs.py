"""Rebuilds started by this server, over HTTP: their progress, and cancelling one. Each runs in a separate process."""

from collections.abc import AsyncIterator

from fastapi import APIRouter
from sse_starlette import EventSourceResponse, ServerSentEvent

from embeddings.errors import NotFoundError
from ui.api.dependencies import ServicesOf
from ui.jobs import Job, JobState
from ui.schema import JobOut, JobsOut
from ui.wiring import Services

router = APIRouter(prefix="/api/v1", tags=["重建工作"])


@router.get("/jobs", summary="列出重建工作")
async def list_jobs(services: ServicesOf) -> JobsOut:
    """列出這個服務最近啟動過的重建工作，新的在前。"""
    items = [JobOut.model_validate(job) for job in services.jobs.latest()]
    return JobsOut(items=items, total=len(items))


@router.get("/jobs/{id}", summary="查看重建工作")
async def get_job(id: str, services: ServicesOf) -> JobOut:
    """查看一項重建工作的進度。"""
    return JobOut.model_validate(job_of(services, id))


@router.get("/jobs/{id}/progress", summary="追蹤重建進度", response_class=EventSourceResponse)
@router.get("/builds/{id}/progress", summary="追蹤重建進度", response_class=EventSourceResponse, deprecated=True)
async def follow_job(id: str, services: ServicesOf) -> EventSourceResponse:
    """以 SSE 送出一項重建工作的每一步：事件 `progress` 的資料同 `GET /api/v1/jobs/{id}`，結束時是 `end`。"""
    return EventSourceResponse(events(services, job_of(services, id)))


@router.delete("/jobs/{id}", summary="取消重建")
def cancel_job(id: str, services: ServicesOf) -> JobOut:
    """取消一項進行中的重建工作；已經算好的向量留著，下次重建接著用。"""
    return JobOut.model_validate(services.jobs.cancel(id))


def job_of(services: Services, id: str) -> Job:
    """Return a rebuild started by this server; raise ``NotFoundError`` if none has that id."""
    job = services.jobs.get(id)
    if job is None:
        raise NotFoundError(f"沒有編號為「{id}」的重建工作：用 GET /api/v1/jobs 查看有哪些。")
    return job


async def events(services: Services, job: Job) -> AsyncIterator[ServerSentEvent]:
    """Yield a job now and whenever it has changed, until it has ended."""
    async for now in services.jobs.follow(job):
        event = "progress" if now.state is JobState.RUNNING else "end"
        yield ServerSentEvent(JobOut.model_validate(now).model_dump_json(), event=event)
