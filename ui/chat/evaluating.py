"""The tab that evaluates builds: its layout, and what its parts do for those who may."""

from asyncio import to_thread
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from embeddings.builds.manifest import Manifest
from qa.squad import read_squad
from ui.chat import render
from ui.chat.editing import Editing
from ui.chat.events import AT_ONCE, QUIET, plain
from ui.chat.handlers import Failure, Handlers
from ui.chat.labels import Labels
from ui.chat.results import results
from ui.jobs import Job, JobState
from ui.languages import say
from ui.people.exams import KeptExam
from ui.wiring import Services, live_id
from ui.wording import message_told

SUFFIXES = [".json", ".jsonl"]
LISTED = 12  # evaluations to choose from
COMPARED = 2
NO_GOLDEN = "這個資料夾沒有黃金題（questions/golden.json）：請上傳自己的題目檔。"
NO_FILE = "請先選擇題目檔。"
LIVE = "live"
PREPARING = "準備評測"

Step = tuple[Any, Any, Any, Any]
"""What an evaluation shows: how it goes, whether it can be cancelled, those to choose from, what they came to."""


class Evaluating:
    """Starts, follows and shows evaluations."""

    def __init__(self, services: Services, handlers: Handlers, editing: Editing) -> None:
        self._services = services
        self._handlers = handlers
        self._editing = editing

    def shown(self) -> tuple[Any, Any, str]:
        """Return the builds and the evaluations to choose from, and the latest evaluation."""
        latest = self._latest()
        listed, chosen = self._listed(latest, latest[:1])
        builds = self._handlers.attempt(self._services.builds.manifests)
        kept = [] if isinstance(builds, Failure) else builds
        live = live_id(self._services.builds)
        choices = [(self._build_label(made, live), LIVE if made.id == live else made.id) for made in kept]
        return gr.Radio(choices=choices, value=LIVE), listed, chosen

    def _build_label(self, made: Manifest, live: str | None) -> str:
        return say("{}（目前使用的）", made.id) if made.id == live else made.id

    def chosen(self, ids: Sequence[str]) -> tuple[Any, str]:
        """Return the evaluations that are chosen, of more than two the last two."""
        kept = list(ids)[-COMPARED:]
        return gr.CheckboxGroup(value=kept), results(self._of(kept))

    async def golden(self, build: str, request: gr.Request) -> AsyncIterator[Step]:
        """Ask the golden questions of a build."""
        path = self._services.settings.golden_path
        async for step in self._run(path if path.is_file() else None, NO_GOLDEN, build, request):
            yield step

    async def uploaded(self, path: str | None, build: str, request: gr.Request) -> AsyncIterator[Step]:
        """Ask the questions of a file that was uploaded."""
        async for step in self._run(None if path is None else Path(path), NO_FILE, build, request):
            yield step

    def cancel(self, request: gr.Request) -> None:
        """Cancel the evaluation that runs."""
        job = self._running()
        if job is not None and not self._editing.refusal(request, "cancel evaluation"):
            self._services.examining.cancel(job.id)

    async def resume(self) -> AsyncIterator[Step]:
        """Follow the evaluation that runs, as when the page is reloaded."""
        job = self._running()
        if job is None:
            yield "", gr.skip(), gr.skip(), gr.skip()
            return
        async for step in self._followed(job):
            yield step

    async def _run(self, path: Path | None, missing: str, build: str, request: gr.Request) -> AsyncIterator[Step]:
        refusal = await to_thread(self._editing.refusal, request, "evaluate")
        if refusal or path is None:
            yield refusal or render.notice(say(missing), failed=True), gr.skip(), gr.skip(), gr.skip()
            return
        job = await to_thread(self._handlers.attempt, lambda: self._start(path, build))
        if isinstance(job, Failure):
            yield render.notice(job.told.replace(str(path), path.name), failed=True), gr.skip(), gr.skip(), gr.skip()
            return
        async for step in self._followed(job):
            yield step

    def _start(self, path: Path, build: str) -> Job:
        read_squad(path)  # what is wrong with it is told at once
        return self._services.examining.start(str(path), "--build", build or LIVE, "--name", path.name)

    async def _followed(self, job: Job) -> AsyncIterator[Step]:
        async for now in self._services.examining.follow(job):
            job = now
            if now.state is JobState.RUNNING:
                yield render.progress(now, PREPARING), gr.Button(interactive=True), gr.skip(), gr.skip()
        told = "" if job.state is JobState.DONE else ended(job)
        listed, shown = await to_thread(self._after, job)
        yield told, gr.Button(interactive=False), listed, shown

    def _after(self, job: Job) -> tuple[Any, Any]:
        latest = self._latest()
        done = [one for one in latest if one.id == job.exam]
        return self._listed(latest, done) if done else (gr.skip(), gr.skip())

    def _listed(self, latest: Sequence[KeptExam], shown: Sequence[KeptExam]) -> tuple[Any, str]:
        choices = [(label_of(one), one.id) for one in latest]
        group = gr.CheckboxGroup(choices=choices, value=[one.id for one in shown], visible=bool(choices))
        return group, results(shown)

    def _latest(self) -> list[KeptExam]:
        with self._services.exams() as exams:
            return exams.latest(LISTED)

    def _of(self, ids: list[str]) -> list[KeptExam]:
        with self._services.exams() as exams:
            return exams.those(ids)

    def _running(self) -> Job | None:
        return next((job for job in self._services.examining.latest() if job.state is JobState.RUNNING), None)


def ended(job: Job) -> str:
    """Return why an evaluation came to nothing."""
    return render.notice(message_told(job.message or ""), failed=job.state is JobState.FAILED)


def label_of(exam: KeptExam) -> str:
    """Return an evaluation in a line, to be chosen by."""
    return f"{exam.at[:16].replace('T', ' ')} · {exam.name} · {exam.build}"


def evaluating(evaluates: Evaluating, label: Labels, tab: gr.Tab, page: gr.Blocks) -> None:
    """Lay out the tab and wire its parts."""
    hint = "把題目拿去問一份索引，看每一類答得如何。題目檔是 SQuAD 格式，可以上傳回饋匯出的題目。"
    plain(label.of("evaluating", lambda: f'<p class="note">{say(hint)}</p>'))
    build = gr.Radio(label=label("問哪一份索引"), choices=[], elem_id="exam-build")
    with gr.Row():
        golden = gr.Button(label("評測黃金題"), variant="primary", min_width=110, elem_id="exam-golden")
        upload = gr.UploadButton(
            str(label("上傳題目檔並評測")), file_types=SUFFIXES, min_width=150, elem_id="exam-file"
        )
        cancel = gr.Button(label("取消評測"), interactive=False, min_width=90, elem_id="exam-cancel")
    progress = plain("", elem_id="exam-progress")
    kept = gr.CheckboxGroup(label=label("評測過的，選兩次來比較"), choices=[], elem_id="exam-kept", visible=False)
    shown = plain("", elem_id="exam-results")
    seen: dict[str, Any] = {"concurrency_limit": None, **QUIET}
    golden.click(evaluates.golden, build, [progress, cancel, kept, shown], **seen)
    upload.upload(evaluates.uploaded, [upload, build], [progress, cancel, kept, shown], **seen)
    cancel.click(evaluates.cancel, None, None, **AT_ONCE)
    kept.input(evaluates.chosen, kept, [kept, shown], **AT_ONCE)
    tab.select(evaluates.shown, None, [build, kept, shown], **AT_ONCE)
    page.load(evaluates.resume, None, [progress, cancel, kept, shown], **seen)
