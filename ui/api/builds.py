"""Builds over HTTP: start one, watch it, publish an older one. A rebuild runs in a process of its own."""

from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from operator import ne

from fastapi import APIRouter
from sse_starlette import EventSourceResponse, ServerSentEvent

from embeddings.builds.manifest import Manifest, read_manifest
from embeddings.errors import NotFoundError
from ui.api.dependencies import ServicesOf
from ui.jobs import Job, JobState
from ui.schema import BuildOut, BuildsOut, JobOut
from ui.wiring import Services, live_id

LONGEST_SILENCE = 5.0  # seconds

router = APIRouter(prefix="/api/v1/builds", tags=["索引"])


@router.post("", summary="開始重建索引", status_code=HTTPStatus.ACCEPTED)
def start_build(services: ServicesOf) -> JobOut:
    """開始重建索引，並回傳這項工作；已有一項在進行時是 409。期間照常回答問題，完成後自動切換。"""
    return JobOut.model_validate(services.jobs.start())


@router.get("", summary="列出索引")
def list_builds(services: ServicesOf) -> BuildsOut:
    """列出保留的索引，和這個服務啟動過的重建工作，新的在前。"""
    live = live_id(services.builds)
    return BuildsOut(
        builds=[wire_form(services, manifest, live) for manifest in services.builds.manifests()],
        jobs=[JobOut.model_validate(job) for job in services.jobs.latest()],
    )


@router.get("/{id}", summary="查看索引或重建進度")
def get_build(id: str, services: ServicesOf) -> JobOut | BuildOut:
    """查看一項重建工作的進度，或一份索引。"""
    job = services.jobs.get(id)
    return build_of(services, id) if job is None else JobOut.model_validate(job)


@router.get("/{id}/progress", summary="追蹤重建進度", response_class=EventSourceResponse)
def follow_job(id: str, services: ServicesOf) -> EventSourceResponse:
    """以 SSE 送出一項重建工作的每一步：事件 `progress` 的資料同 `GET /api/v1/builds/{id}`，結束時是 `end`。"""
    return EventSourceResponse(events(services, job_of(services, id)))


@router.delete("/{id}", summary="取消重建")
def cancel_job(id: str, services: ServicesOf) -> JobOut:
    """取消一項進行中的重建工作；已經算好的向量留著，下次重建接著用。"""
    return JobOut.model_validate(services.jobs.cancel(id))


@router.post("/{id}/publish", summary="啟用索引")
def publish_build(id: str, services: ServicesOf) -> BuildOut:
    """啟用一份索引；啟用較舊的一份就是退回。"""
    services.builds.publish(id)
    return build_of(services, id)


def build_of(services: Services, id: str) -> BuildOut:
    """Return a build; raise ``NotFoundError`` if there is none of that id."""
    return wire_form(services, read_manifest(services.builds.path(id)), live_id(services.builds))


def wire_form(services: Services, manifest: Manifest, live: str | None) -> BuildOut:
    """Return a build as it is sent; ``live`` is the id of the one that answers, if any."""
    return BuildOut.from_manifest(manifest, live, published=services.builds.was_published(manifest.id))


def job_of(services: Services, id: str) -> Job:
    """Return a rebuild that was started here; raise ``NotFoundError`` if there is none of that id."""
    job = services.jobs.get(id)
    if job is None:
        raise NotFoundError(f"沒有編號為「{id}」的重建工作：用 GET /api/v1/builds 查看有哪些。")
    return job


def events(services: Services, job: Job) -> Iterator[ServerSentEvent]:
    """Yield a job whenever it has changed, until it has ended."""
    while job.state is JobState.RUNNING:
        yield ServerSentEvent(JobOut.model_validate(job).model_dump_json(), event="progress")
        seen = job
        while job == seen:
            job = services.jobs.wait(seen, partial(ne, seen), LONGEST_SILENCE)
    yield ServerSentEvent(JobOut.model_validate(job).model_dump_json(), event="end")
