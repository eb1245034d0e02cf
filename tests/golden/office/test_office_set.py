"""The office set itself: that it is as its README says, and that every accepted answer stands in its file."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import opencc
import pytest

from tests.fakes.reading import load
from tests.golden.office import content_institutions as institutions
from tests.golden.office.content import BARE_PDF, DOCX, EPUB, MHTML, PDF, PPTX, XLSX
from tests.golden.office.score import QUESTIONS, judge, read_questions, says

FILES = Path(__file__).with_name("files")
FORMATS = {"txt", "md", "html", "mhtml", "pdf", "docx", "pptx", "xlsx", "csv", "json", "jsonl", "epub"}
MADE = {
    "docx": DOCX | institutions.DOCX,
    "xlsx": XLSX | institutions.XLSX,
    "pptx": PPTX,
    "pdf": PDF | BARE_PDF | institutions.PDF,
    "epub": EPUB,
    "mhtml": MHTML,
}
ROWS = read_questions()
KEYS = [
    "id", "kind", "files", "question", "answers", "answerable", "reason", "contains", "must_not", "items", "complete",
    "newer", "half",
]  # fmt: skip


def strings(value) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from strings(one)
    else:
        yield value.isoformat() if isinstance(value, date) else str(value)


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """What each file says, without spaces: as it is read, and for files that are written here as it was meant."""
    said = {}
    for path in FILES.iterdir():
        read = [f"{article.title}\n{article.text}" for article in load(path).articles]
        made = MADE.get(path.suffix[1:], {}).get(path.stem, "")
        said[path.name] = re.sub(r"\s", "", "\n".join([*read, *strings(made)]))
    return said


def said(quote: str, row: dict, citation: dict | None = None, **changed) -> dict:
    where = citation or {"sentence": quote, "start": 0, "end": len(quote), "sentence_start": 0}
    answers = [{"answer": quote, "confidence": 0.9, "citation": where, "support": 1}]
    answer = {"answered": True, "answer": quote, "confidence": 0.9, "reason": None, "answers": answers}
    return answer | {"complete": row["complete"]} | changed


def test_it_has_files_of_every_format_and_questions_enough():
    names = [path.name for path in FILES.iterdir()]
    assert len(names) == 219
    assert {Path(name).suffix[1:] for name in names} == FORMATS
    assert len(ROWS) == 2568
    assert sum(path.stat().st_size for path in FILES.iterdir()) < 3 * 1024**2
    assert max(path.stat().st_size for path in FILES.glob("*.pdf")) < 60 * 1024


def test_every_row_has_the_same_keys_its_own_id_and_its_own_question():
    assert all(list(row) == KEYS for row in ROWS)
    assert [row["id"] for row in ROWS] == [f"of-{number:03d}" for number in range(1, len(ROWS) + 1)]
    assert len({row["question"] for row in ROWS}) == len(ROWS)
    assert QUESTIONS.read_text(encoding="utf-8").count("\n") == len(ROWS)


def test_a_quarter_of_the_questions_miss_narrowly():
    near = [row for row in ROWS if row["reason"] == "no_answer"]
    assert len(near) >= len(ROWS) / 4
    assert all(row["files"] and not row["answers"] and not row["items"] for row in near)
    assert all(row["answerable"] == (row["reason"] in (None, "conflict")) for row in ROWS)


def test_every_kind_has_a_dozen_questions_and_stands_on_both_sides():
    kinds = Counter(row["kind"] for row in ROWS)
    assert min(kinds.values()) >= 12
    assert {(row["kind"], row["half"]) for row in ROWS} == {(kind, half) for kind in kinds for half in ("fit", "held")}


def test_the_halves_share_no_file_and_enough_is_held():
    sides: dict[str, set[str]] = {}
    for row in ROWS:
        for name in row["files"]:
            sides.setdefault(name, set()).add(row["half"])
    assert set(sides) == {path.name for path in FILES.iterdir()}
    assert all(len(halves) == 1 for halves in sides.values())
    assert sum(row["half"] == "held" for row in ROWS) == 449


def test_about_half_of_the_questions_are_in_the_other_script_than_their_file(texts):
    simplify = opencc.OpenCC("t2s").convert

    def traditional(text: str) -> bool:
        return sum(a != b for a, b in zip(text, simplify(text), strict=True)) > len(text) / 50

    asked = [row for row in ROWS if row["files"]]
    other = [row for row in asked if traditional(row["question"]) != traditional(texts[row["files"][0]])]
    assert 0.35 < len(other) / len(asked) < 0.6
    assert 0.4 < sum(traditional(text) for text in texts.values()) / len(texts) < 0.6


def test_every_accepted_answer_and_every_item_stands_in_its_file(texts):
    missing = [
        (row["id"], quote)
        for row in ROWS
        for quote in row["answers"] + row["items"]
        if not any(re.sub(r"\s", "", quote) in texts[name] for name in row["files"])
    ]
    assert missing == []


def test_what_must_not_be_said_stands_beside_the_answer_and_is_not_said_by_it(texts):
    for row in ROWS:
        around = "".join(texts[name] for name in row["files"])
        assert [wrong for wrong in row["must_not"] if re.sub(r"\s", "", wrong) not in around] == [], row["id"]
        accepted = row["answers"] + row["items"]
        assert not any(says(quote, wrong) for quote in accepted for wrong in row["must_not"]), row["id"]


def test_every_accepted_answer_is_judged_right_and_cuts_nothing():
    plain = [row for row in ROWS if row["answers"] and not row["items"] and row["reason"] is None]
    for row in plain:
        for quote in row["answers"]:
            one = judge(row, said(quote, row))
            assert (one.right, one.exact, one.cut, one.severe) == (True, True, False, False), (row["id"], quote)


def test_the_items_of_a_list_are_right_together_and_wrong_alone():
    for row in (row for row in ROWS if row["items"]):
        quotes = [said(item, row)["answers"][0] for item in row["items"]]
        together = judge(row, said(row["items"][0], row, answers=quotes))
        assert (together.right, together.exact) == (True, True), row["id"]
        assert not judge(row, said(row["items"][0], row)).right, row["id"]
        assert all(judge(row, said(whole, row)).right for whole in row["answers"]), row["id"]


def test_both_sides_of_a_conflict_are_right_together():
    for row in (row for row in ROWS if row["reason"] == "conflict"):
        quotes = [said(value, row)["answers"][0] for value in row["answers"]]
        both = said(row["answers"][0], row, answered=False, answer=None, reason="conflict", answers=quotes)
        assert judge(row, both).told
        assert judge(row, said(row["answers"][0], row)).right == (row["newer"] is not None)
        assert not judge(row, said(row["answers"][1], row)).right
