"""Builds over HTTP: start one, watch it, publish an older one. A rebuild runs in a process of its own."""

from http import HTTPStatus

from fastapi import APIRouter

from embeddings.manifest import read_manifest
from ui.api.parts import ServicesOf
from ui.schema import BuildOut, BuildsOut, JobOut
from ui.wiring import Services, live_id

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
        builds=[BuildOut.from_manifest(manifest, live) for manifest in services.builds.manifests()],
        jobs=[JobOut.model_validate(job) for job in services.jobs.latest()],
    )


@router.get("/{id}", summary="查看索引或重建進度")
def get_build(id: str, services: ServicesOf) -> JobOut | BuildOut:
    """查看一項重建工作的進度，或一份索引。"""
    job = services.jobs.get(id)
    return build_of(services, id) if job is None else JobOut.model_validate(job)


@router.post("/{id}/publish", summary="啟用索引")
def publish_build(id: str, services: ServicesOf) -> BuildOut:
    """啟用一份索引；啟用較舊的一份就是退回。"""
    services.builds.publish(id)
    return build_of(services, id)


def build_of(services: Services, id: str) -> BuildOut:
    """Return a build; raise ``NotFoundError`` if there is none of that id."""
    return BuildOut.from_manifest(read_manifest(services.builds.path(id)), live_id(services.builds))
