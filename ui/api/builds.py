"""Builds over HTTP: listing them, and publishing one; ``jobs`` are the rebuilds that make new ones."""

from http import HTTPStatus
from itertools import islice

from fastapi import APIRouter, Request, Response

from embeddings.builds.manifest import Manifest, read_manifest
from embeddings.builds.publish import BUILD_ID
from ui.api.dependencies import Cursor, Limit, ServicesOf, cursor_of, last_of, located
from ui.schema import BuildOut, BuildsOut, JobOut
from ui.wiring import Services, live_id

router = APIRouter(prefix="/api/v1/builds", tags=["索引"])


@router.post("", summary="開始重建索引", status_code=HTTPStatus.ACCEPTED)
def start_build(services: ServicesOf, request: Request, response: Response) -> JobOut:
    """開始重建索引，並回傳這項工作，網址在 Location；已有一項在進行時是 409。期間照常回答問題，完成後自動切換。"""
    job = services.jobs.start()
    located(request, response, f"jobs/{job.id}")
    return JobOut.model_validate(job)


@router.get("", summary="列出索引")
def list_builds(services: ServicesOf, limit: Limit = 50, cursor: Cursor = None) -> BuildsOut:
    """列出保留的索引，新的在前。"""
    last, live = last_of(cursor, BUILD_ID.pattern), live_id(services.builds)
    held = services.builds.manifests()
    older = [manifest for manifest in held if not last or manifest.id < last]
    items = [wire_form(services, manifest, live) for manifest in islice(older, limit)]
    return BuildsOut(items=items, total=len(held), next=cursor_of(items[-1].id) if len(older) > limit else None)


@router.get("/{id}", summary="查看索引")
def get_build(id: str, services: ServicesOf) -> BuildOut:
    """查看一份索引。"""
    return build_of(services, id)


@router.post("/{id}/publish", summary="啟用索引")
def publish_build(id: str, services: ServicesOf) -> BuildOut:
    """啟用一份索引；啟用較舊的一份就是退回。"""
    services.builds.publish(id)
    return build_of(services, id)


def build_of(services: Services, id: str) -> BuildOut:
    """Return a build; raise ``NotFoundError`` if none has that id."""
    return wire_form(services, read_manifest(services.builds.path(id)), live_id(services.builds))


def wire_form(services: Services, manifest: Manifest, live: str | None) -> BuildOut:
    """Return a build in its JSON form; ``live`` is the id of the live build, if any."""
    return BuildOut.from_manifest(manifest, live, published=services.builds.was_published(manifest.id))
