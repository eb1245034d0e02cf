"""The actions of the page: each returns HTML or turns, and each failure becomes a plain Chinese message."""

import logging
from asyncio import to_thread
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar

from pydantic import ValidationError

from embeddings.article import RawArticle
from embeddings.errors import QAError
from qa.conversation import MOST_TURNS
from ui.api.problems import problem_of
from ui.chat import render, sheet
from ui.chat.place import Place
from ui.intake import Intake, Taken, take_text, take_uploads
from ui.jobs import Job, JobState
from ui.languages import say
from ui.people.turns import Turn
from ui.places import without_paths
from ui.rebuild import is_current
from ui.schema import AnswerOut
from ui.wiring import Services
from ui.wording import message_told, problem_told, refusal_label, taken_label

logger = logging.getLogger(__name__)

UNKNOWN = "伺服器發生錯誤"
MISTAKE = "程式發生錯誤，這不是您的問題。請再試一次；若仍然如此，請把伺服器紀錄交給管理者。"
MOVED = "原文在回答之後更新過，這段文字已不在原來的位置。請重新提問。"

TO_REBUILD = "按「重建索引」之後，新的內容就能被問到。"
UP_TO_DATE = "目前的索引已經包含這些內容，不必重建。"

Result = TypeVar("Result")
Step = tuple[str, str, bool]
"""What a rebuild shows: how it goes, which build answers, and whether it runs."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an action failed: in Chinese, and what kind of problem it is."""

    message: str
    kind: str = UNKNOWN

    @property
    def told(self) -> str:
        """The message in the language that is spoken."""
        return problem_told(self.kind, self.message)


def attempt(action: Callable[[], Result]) -> Result | Failure:
    """Return the result of the action, or its failure. The only place where the page catches all exceptions."""
    try:
        return action()
    except QAError as error:
        return Failure(str(error), problem_of(error)[1])
    except Exception:  # a bug of ours: logged with its traceback, and reported as such
        logger.exception("the chat page failed")
        return Failure(MISTAKE)


class Handlers:
    """The actions of the page, using the given services; without state of its own."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def attempt(self, action: Callable[[], Result]) -> Result | Failure:
        """Return the result of the action, or its failure, without paths of this machine."""
        outcome = attempt(action)
        if isinstance(outcome, Failure):
            return Failure(without_paths(outcome.message, self._services.settings.data_dir), outcome.kind)
        return outcome

    def ask(self, question: str, turns: Sequence[Turn] = ()) -> Turn:
        """Return the turn of a question, given the earlier turns."""
        said = [turn.earlier for turn in turns[-MOST_TURNS:]]
        outcome = self.attempt(lambda: AnswerOut.from_answer(self._services.ask(question, history=said)))
        if isinstance(outcome, Failure):
            return Turn(question=question, error=outcome.message, problem=outcome.kind)
        return Turn(question=question, answer=outcome)

    def article_of(self, turn: Turn) -> str:
        """Return the article pane for a turn: the quoted article, or an invitation to open one."""
        if turn.answer is None or turn.answer.citation is None or turn.answer.answer is None:
            return render.no_article("這一題沒有可以標示的引文。展開左邊的段落，可以在這裡看整篇文章。")
        return self.open(render.place_of(turn.answer.answers[0]))

    def open_sent(self, sent: object) -> str:
        """Return the article at the place that a button of the page has sent."""
        try:
            place = Place.model_validate(sent)
        except ValidationError:
            return render.notice(say(MOVED), failed=True)
        return self.open(place)

    def open(self, place: Place) -> str:
        """Return an article with a place highlighted, or why it cannot be shown."""
        article = self.attempt(lambda: self._services.live.current().article(place.article_id))
        if isinstance(article, Failure):
            return render.notice(article.told, failed=True)
        if not place.stands_in(article.text):
            return render.notice(say(MOVED), failed=True)
        return sheet.article(article, place)

    def status(self) -> str:
        """Return a line that names the live build."""
        build = self.attempt(lambda: self._services.live.current())
        if isinstance(build, Failure):
            return render.status(say("還沒有索引：加入文章後，按「重建索引」。"))
        return render.status(say("索引 {}", build.id))

    def add_files(self, paths: list[str] | None) -> str:
        """Return a message about uploaded files."""
        if not paths:
            return render.notice(say("請先選擇檔案。"), failed=True)
        sent = ((Path(path).name, Path(path).read_bytes()) for path in paths)
        return self._told(self.attempt(lambda: take_uploads(self._services.settings, sent)))

    def add_text(self, title: str, text: str) -> str:
        """Return a message about a pasted article."""
        if not title.strip() or not text.strip():
            return render.notice(say("標題和內文都要填寫。"), failed=True)
        raw = RawArticle(origin=f"pasted/{title.strip()}", title=title.strip(), text=text)
        return self._told(self.attempt(lambda: Intake((take_text(self._services.settings, raw),), ())))

    async def rebuild(self) -> AsyncIterator[Step]:
        """Start a rebuild, and yield its progress until it has been published or has failed.

        Waiting takes none of the threads that answer questions.
        """
        job = await to_thread(self.attempt, self._services.jobs.start)
        if isinstance(job, Failure):
            yield render.notice(job.told, failed=True), await to_thread(self.status), False
            return
        async for step in self._followed(job):
            yield step

    async def resume(self) -> AsyncIterator[Step]:
        """Yield the progress of a running rebuild, as when the page is reloaded, or that there is none."""
        job = self._running()
        if job is None:
            yield "", await to_thread(self.status), False
            return
        async for step in self._followed(job):
            yield step

    async def _followed(self, job: Job) -> AsyncIterator[Step]:
        status = await to_thread(self.status)
        async for now in self._services.jobs.follow(job):
            job = now
            if now.state is JobState.RUNNING:
                yield render.progress(now), status, True
        yield rebuilt(job), await to_thread(self.status), False

    def cancel(self) -> None:
        """Cancel the running rebuild, if there is one; everyone who follows it sees it end."""
        job = self._running()
        if job is not None:
            self._services.jobs.cancel(job.id)

    def _running(self) -> Job | None:
        return next((job for job in self._services.jobs.latest() if job.state is JobState.RUNNING), None)

    def _told(self, outcome: Intake | Failure) -> str:
        """Return a message about what was added and refused."""
        if isinstance(outcome, Failure):
            return render.notice(outcome.told, failed=True)
        lines = [taken_line(taken) for taken in outcome.taken]
        lines += [refused_line(one.reason, partial=outcome.is_partial(one)) for one in outcome.refused]
        if outcome.taken:
            lines.append(say(UP_TO_DATE if self._is_up_to_date() else TO_REBUILD))
        return render.notice("\n".join(lines), failed=not outcome.taken)

    def _is_up_to_date(self) -> bool:
        """Return whether the live build was made from the current articles."""
        build = self.attempt(self._services.live.current)
        if isinstance(build, Failure):
            return False
        with self._services.collection() as collection:
            return is_current(collection, build)


def taken_line(taken: Taken) -> str:
    """Return a line about an added article."""
    label = taken_label(taken.outcome, repeats=taken.same_as is not None)
    if taken.same_as is None:
        return f"{label}《{taken.title}》"
    name = PurePosixPath(taken.same_as).name
    return say("{}《{}》：內容與先前的「{}」相同，不必加入兩次", label, taken.title, name)


def refused_line(reason: str, *, partial: bool) -> str:
    """Return a line about a file that was not added, or not all of it."""
    return say("{}：{}", refusal_label(partial=partial), message_told(reason))


def rebuilt(job: Job) -> str:
    """Return a message about how a rebuild ended."""
    if job.state is not JobState.PUBLISHED:
        return render.notice(message_told(job.message or MISTAKE), failed=job.state is JobState.FAILED)
    done = "內容沒有變動，繼續使用索引 {}。" if job.changed is False else "索引 {} 已建好並啟用。"
    lines = [
        say(done, job.build),
        *(message_told(message) for message in filter(None, [job.message])),
        *(say("略過：{}", message_told(problem)) for problem in job.problems),
    ]
    return render.notice("\n".join(lines))
