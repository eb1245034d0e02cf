"""A folder of data as training reads it, small and made up: questions, pairs and plain text of invented places."""

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from qa.training.data import TEXT_BUDGET, Example

PLACES = ("青溪", "松嶺", "石橋", "月津", "竹塘", "海青", "鹿原", "泉安", "白沙", "東崙", "北灣", "嘉禾")


def paragraph(number: int) -> str:
    """Return a paragraph on one invented library, which no other one equals."""
    place, month = PLACES[number % len(PLACES)], number % 12 + 1
    return (
        f"{place}圖書館第{number}分館於{month}月{number % 27 + 1}日開放，館內有{number * 7 + 20}個座位。"
        f"讀者憑閱覽證入館，每人可借{number % 9 + 2}冊，借期{number % 20 + 10}天。"
        f"館長林{PLACES[(number + 3) % len(PLACES)]}表示，明年將在{place}車站旁增設還書箱，並延長開放時間。"
        f"附近居民說，這是多年來最好的消息，週末時常帶孩子到{place}的館裡看書，也參加說故事的活動。"
    )


def example(number: int, source: str = "drcd", title: str = "") -> Example:
    """Return a question on a paragraph, with its answer."""
    text = paragraph(number)
    answer = f"{number * 7 + 20}個"
    asked = f"{PLACES[number % len(PLACES)]}圖書館第{number}分館有多少座位？"
    return Example(f"{source}-{number}", source, title or f"條目{number}", asked, text, ((text.index(answer), answer),))


def write_rows(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Write gzipped JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write_questions(folder: Path, examples: Iterable[Example]) -> None:
    """Write examples, a file for each source."""
    by_source: dict[str, list[dict[str, object]]] = {}
    for one in examples:
        answers = [{"start": start, "text": text} for start, text in one.answers]
        row = {"id": one.id, "title": one.article, "question": one.question, "context": one.context, "answers": answers}
        by_source.setdefault(one.source, []).append(row)
    for source, rows in by_source.items():
        write_rows(folder / "qa" / f"{source}.jsonl.gz", rows)


def write_texts(folder: Path, lines: int = 30) -> None:
    """Write plain text under every name that training reads."""
    (folder / "text").mkdir(parents=True, exist_ok=True)
    for place, name in enumerate(TEXT_BUDGET):
        with gzip.open(folder / "text" / f"{name}.txt.gz", "wt", encoding="utf-8") as file:
            file.writelines(paragraph(place * lines + number) + "\n" for number in range(lines))


def write_data(folder: Path, count: int = 30) -> Path:
    """Write a whole folder of data: questions of two sets, pairs, plain text."""
    write_questions(folder, [example(n, source) for n in range(count) for source in ("drcd", "cmrc2018")])
    pairs = [
        {"q": f"{place}在哪裡", "p": f"{place}在山的那一邊。" * 40, "label": n % 2} for n, place in enumerate(PLACES)
    ]
    write_rows(folder / "pairs" / "made.jsonl.gz", pairs)
    write_texts(folder)
    return folder
