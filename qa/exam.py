"""The questions of a file asked of a build, and how they were answered by kind: how builds differ.

Asked are only questions whose paragraph is in the build: the others belong to other articles, and are counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from embeddings.builds.opened import OpenBuild
from embeddings.errors import InputError
from embeddings.progress import Progress, Report, Stage
from qa.evaluate import Prediction, always_answering, is_right, predicted, risk_coverage
from qa.golden import Examiner
from qa.kinds import Kind
from qa.pipeline import Pipeline
from qa.squad import Dataset, Question
from qa.values import find_values

SURE = 0.7  # a wrong answer at this confidence is a severe error
OTHER_ARTICLES = (
    "題目問的都是別的文章，這份索引裡沒有它們的段落：請換一份題目檔或索引，或用 qa evaluate 直接評題目檔的段落。"
)


class Asked(StrEnum):
    """What a question asks for, where its file does not say a kind of its own: by its gold answer."""

    ALL = "全部"
    TIME = "日期、時間"
    NUMBER = "數字、金額"
    CODE = "編號、聯絡方式"
    WORDS = "名稱、說法"
    NOTHING = "文章裡沒有答案"


_TIMES = frozenset({Kind.DATE, Kind.TIME, Kind.WEEKDAY})
_CODES = frozenset({Kind.CODE, Kind.DOCUMENT, Kind.PHONE, Kind.LINK, Kind.CLAUSE})

Row = tuple[Question, Prediction]


@dataclass(frozen=True, slots=True)
class Tally:
    """How the questions of a kind were answered; a share is ``None`` where there is nothing to take it of.

    ``right`` is of those that have an answer, ``declined`` of those that have none, ``precision`` of those that were
    answered, ``severe`` of all: answered wrong and sure of it.
    """

    kind: str
    questions: int
    right: float | None
    declined: float | None
    precision: float | None
    severe: float


@dataclass(frozen=True, slots=True)
class Exam:
    """What came of asking: the tallies, all questions first, the risk at each coverage, and how many were not asked."""

    build: str
    tallies: tuple[Tally, ...]
    curve: tuple[dict[str, float], ...]
    left_out: int

    def to_dict(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return asdict(self)


def examine(dataset: Dataset, pipeline: Pipeline, build: OpenBuild, report: Report) -> Exam:
    """Return how a build answers the questions of a file; raise ``InputError`` if all are about other articles."""
    places = Examiner(dataset, pipeline).places(build, {})
    asked = [question for question in dataset.questions if question.paragraph in places]
    if not asked:
        raise InputError(OTHER_ARTICLES)
    telling, line = always_answering(pipeline)
    rows = []
    for number, question in enumerate(asked, start=1):
        rows.append((question, predicted(question, telling, build, line)))
        report(Progress(Stage.EVALUATE, number, len(asked)))
    return Exam(build.id, tuple(tallies(rows)), tuple(risk_coverage(rows)), len(dataset.questions) - len(asked))


def tallies(rows: Sequence[Row]) -> Iterable[Tally]:
    """Yield how all questions were answered, then those of each kind, the most frequent first."""
    yield tally(Asked.ALL, rows)
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        kinds.setdefault(kind_of(row[0]), []).append(row)
    for kind, some in sorted(kinds.items(), key=lambda one: (-len(one[1]), one[0])):
        yield tally(kind, some)


def tally(kind: str, rows: Sequence[Row]) -> Tally:
    """Return how questions were answered."""
    answered = [row for row in rows if row[1].answered]
    right = [row for row in answered if row[0].answers and is_right(*row)]
    unanswerable = [row for row in rows if not row[0].answers]
    severe = [row for row in answered if row not in right and row[1].confidence >= SURE]
    return Tally(
        kind,
        len(rows),
        share(len(right), len(rows) - len(unanswerable)),
        share(sum(not row[1].answered for row in unanswerable), len(unanswerable)),
        share(len(right), len(answered)),
        len(severe) / len(rows),
    )


def share(part: int, whole: int) -> float | None:
    """Return a share, ``None`` of nothing."""
    return round(part / whole, 4) if whole else None


def kind_of(question: Question) -> str:
    """Return the kind that the file gives a question, else what its gold answer is."""
    if question.kind:
        return question.kind
    if not question.answers:
        return Asked.NOTHING
    kinds = {value.kind for value in find_values(question.answers[0])}
    if kinds & _TIMES:
        return Asked.TIME
    if kinds & _CODES:
        return Asked.CODE
    return Asked.NUMBER if kinds else Asked.WORDS
