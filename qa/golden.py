"""The golden questions of a collection: a new build is published only if it answers them as well as the live one.

The grade of each question is stored next to its build, with a hash of the passages read: if a later build finds the
same passages, the answer is the same, and nothing is read again.
"""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from embeddings.builds.opened import OpenBuild
from embeddings.errors import BuildError
from embeddings.progress import Progress, Report, Stage
from embeddings.text.fold import fold
from qa.decide import Mode
from qa.pipeline import Pipeline
from qa.query import Query, parse_question
from qa.retrieve import Hit
from qa.score import RIGHT, f1
from qa.squad import Dataset, Question

logger = logging.getLogger(__name__)

GRADES = "golden.json"  # in the folder of a build, but not covered by its checksums
TOLERANCE = 0.02  # share of the questions that may be lost
SHOWN = 5  # questions listed in the message
SOUGHT = 200  # characters of a paragraph used for finding its article
LOOKED_AT = 3  # articles that are compared with it


@dataclass(frozen=True, slots=True)
class Grade:
    """Whether a question was answered right, and a hash of everything that the answer depends on."""

    source: str
    right: bool


Grades = dict[str, Grade]  # by the question's id
Places = dict[int, frozenset[str]]  # by the paragraph's number: the ids of the articles that it is in


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of the golden questions were compared."""

    counted: int
    total: int


@dataclass(frozen=True, slots=True)
class Examiner:
    """Asks golden questions of builds."""

    dataset: Dataset
    pipeline: Pipeline

    def places(self, build: OpenBuild, before: Places) -> Places:
        """Return the articles of the questions' paragraphs, for those that are in a build.

        A paragraph is in the articles that it was in ``before``, whatever they say now; else in those with its title;
        else in those that a search for its words finds and that contain it.
        """
        by_title: dict[str, set[str]] = {}
        for article in build.articles():
            by_title.setdefault(article.title, set()).add(article.id)
        ids = frozenset().union(*by_title.values())
        found = {}
        for number in {question.paragraph for question in self.dataset.questions}:
            title = self.dataset.titles[number]
            titled = by_title.get(title, set()) if title else set()
            found[number] = (before.get(number, frozenset()) & ids) | titled or self._holding(number, build)
        return {number: articles for number, articles in found.items() if articles}

    def _holding(self, number: int, build: OpenBuild) -> frozenset[str]:
        """Return the articles that contain a paragraph, among those that a search for its words finds."""
        paragraph = self.dataset.paragraphs[number]
        [scored] = build.search_lexical([paragraph[:SOUGHT]], LOOKED_AT)
        ids = {passage.article_id for passage in build.passages([one.passage_id for one in scored])}
        wanted = _squeezed(paragraph)
        return frozenset(id_ for id_ in ids if wanted and wanted in _squeezed(build.article(id_).text))

    def examine(self, build: OpenBuild, places: Places, known: Mapping[str, Grade], report: Report) -> Grades:
        """Return the grade of every question on a paragraph in the build; ``known`` grades are reused."""
        asked = [question for question in self.dataset.questions if question.paragraph in places]
        grades = {}
        for number, question in enumerate(asked, start=1):
            query = parse_question(question.text)
            [hits] = self.pipeline.retrieve([query], build)
            source = self._source(question, hits)
            grade = known.get(question.id)
            if grade is None or grade.source != source:
                grade = Grade(source, self._is_right(question, query, hits))
            grades[question.id] = grade
            report(Progress(Stage.GOLDEN, number, len(asked)))
        return grades

    def _source(self, question: Question, hits: Sequence[Hit]) -> str:
        """Return a hash of the question, its gold answers, the passages in order, and the models."""
        passages = [
            (one.title, one.origin, one.context, one.text, repr(one.blocks)) for one in (hit.passage for hit in hits)
        ]
        models = (self.pipeline.reader.fingerprint, asdict(self.pipeline.decision))
        parts = (question.text, question.answers, passages, *models)
        return hashlib.blake2b(json.dumps(parts).encode("ascii"), digest_size=12).hexdigest()

    def _is_right(self, question: Question, query: Query, hits: Sequence[Hit]) -> bool:
        """Return whether the question is answered right, or rightly not answered."""
        choices = self.pipeline.choose(query, hits)
        given = [one for one in choices[:1] if one.confidence >= self.pipeline.decision.thresholds[Mode.BALANCED]]
        if not given or not question.answers:
            return not given and not question.answers
        return f1(given[0].candidate.quote, question.answers) >= RIGHT


def _squeezed(text: str) -> str:
    """Return a text in comparable form: folded, without white space."""
    return "".join(fold(text).split())


def compare(examiner: Examiner, live: OpenBuild, new: OpenBuild, report: Report) -> Counted:
    """Return how many golden questions a new build answers as well as the live one; store the grades.

    Only questions count whose paragraph has an article in both. Raises ``BuildError`` if fewer are answered right, or
    if none counts any more, since a build that lost all these articles would pass otherwise. Questions whose articles
    are not in the live build either are ignored: these are the bundled ones, once users replace the articles by their
    own.
    """

    def report_half(step: Progress, before: int) -> None:
        report(replace(step, done=before * step.total + step.done, total=2 * step.total))

    places = examiner.places(live, {})
    before = examiner.examine(live, places, read_grades(live.folder), partial(report_half, before=0))
    after = examiner.examine(new, examiner.places(new, places), before, partial(report_half, before=1))
    write_grades(live.folder, before)
    write_grades(new.folder, after)
    both = before.keys() & after.keys()
    counted = Counted(len(both), len(examiner.dataset.questions))
    logger.info("%d of %d golden questions counted for build %s", counted.counted, counted.total, new.id)
    if not both:
        if not before:
            logger.warning("the golden questions belong to other articles; build %s was not compared", new.id)
            return counted
        raise BuildError(
            f"新的索引 {new.id} 建好了，但 {counted.total} 題黃金題的段落都不在文章裡了，無法比較，所以沒有啟用，"
            f"原來的索引照常使用。請更新或移走黃金題檔，再執行 `qa rebuild`；確認無妨，就執行 `qa publish {new.id}`。"
        )
    lost = sum(before[id_].right for id_ in both) - sum(after[id_].right for id_ in both)
    if lost <= TOLERANCE * len(both):
        return counted
    texts = {question.id: question.text for question in examiner.dataset.questions}
    worse = [texts[id_] for id_ in texts if id_ in both and before[id_].right and not after[id_].right]
    named = "".join(f"「{text}」" for text in worse[:SHOWN]) + (f"等 {len(worse)} 題" if len(worse) > SHOWN else "")
    raise BuildError(
        f"新的索引 {new.id} 建好了，但有黃金題答得比原來差，所以沒有啟用，原來的索引照常使用：{named}。"
        f"請檢查最近改動的文章；確認無妨，就執行 `qa publish {new.id}`。"
    )


def read_grades(folder: Path) -> Grades:
    """Return the grades stored next to a build, empty if there are none or they are unreadable."""
    try:
        rows = json.loads((folder / GRADES).read_text(encoding="utf-8"))
        return {id_: Grade(str(row["source"]), bool(row["right"])) for id_, row in rows.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # grades only save time: every question is asked again


def write_grades(folder: Path, grades: Grades) -> None:
    """Store the grades next to a build."""
    text = json.dumps({id_: asdict(grade) for id_, grade in grades.items()}, indent=1)
    (folder / GRADES).write_text(text + "\n", encoding="utf-8")
