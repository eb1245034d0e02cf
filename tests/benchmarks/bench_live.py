"""Questions to a running server at a steady rate while it rebuilds: errors, latency, and how soon a build is live.

Run ``python -m tests.benchmarks.bench_live --minutes 10 --rate 20 --rebuilds 5``. The server is ``qa serve`` over a
copy of the bundled articles; before each rebuild one article changes, and its new sentence must be found afterwards.
With ``--dataset`` the paragraphs of a SQuAD-layout file are articles as well, and its questions are asked instead of
the golden ones.
"""

import argparse
import asyncio
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import httpx
import numpy as np

from qa.squad import read_squad
from tests.fakes.server import running_server
from ui.settings import CHECKOUT, Settings


def prepare(data: Path, dataset: Path | None) -> list[str]:
    """Copy the bundled articles and questions, add those of the dataset, and return the questions to ask."""
    for part in ("articles", "questions"):
        shutil.copytree(CHECKOUT / "data" / part, data / part)
    read = read_squad(data / "questions" / "golden.json" if dataset is None else dataset)
    if dataset is not None:
        rows = zip(read.titles, read.paragraphs, strict=True)
        lines = (json.dumps({"title": title, "text": text}, ensure_ascii=False) + "\n" for title, text in rows)
        (data / "articles" / "dataset.jsonl").write_text("".join(lines), encoding="utf-8")
    return [question.text for question in read.questions]


async def ask_steadily(
    client: httpx.AsyncClient, asked: Sequence[str], rate: float, seconds: float
) -> tuple[list[float], Counter[str], set[str]]:
    """Ask at that many questions a second; return each answer's seconds, the errors, and the builds that answered."""
    latencies: list[float] = []
    errors: Counter[str] = Counter()
    builds: set[str] = set()

    async def ask(question: str) -> None:
        began = perf_counter()
        try:
            response = await client.post("/api/v1/answer", json={"question": question})
            response.raise_for_status()
            builds.add(response.json()["build"])
        except (httpx.HTTPError, ValueError, KeyError) as error:
            errors[type(error).__name__] += 1
        latencies.append(perf_counter() - began)

    began = perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - perf_counter()))
            group.create_task(ask(asked[number % len(asked)]))
    return latencies, errors, builds


async def rebuild_now_and_then(client: httpx.AsyncClient, article: Path, times: int, seconds: float) -> list[float]:
    """Change an article and rebuild, evenly spread; return the seconds from each rebuild's start until it answers."""
    taken = []
    for number in range(1, times + 1):
        await asyncio.sleep(seconds / (times + 1))
        text = article.read_text(encoding="utf-8").split("\n補記：")[0]
        article.write_text(f"{text}\n補記：第{number}次重建的暗號是{number}號門。\n", encoding="utf-8")
        began = perf_counter()
        job = (await client.post("/api/v1/builds")).json()["id"]
        while True:
            found = await client.post("/api/v1/search", json={"question": f"第{number}次重建的暗號", "limit": 3})
            if any(f"第{number}次重建的暗號是{number}號門" in one["text"] for one in found.json()["passages"]):
                break
            await asyncio.sleep(0.1)
        taken.append(perf_counter() - began)
        while (await client.get(f"/api/v1/jobs/{job}")).json()["state"] == "running":
            await asyncio.sleep(0.1)
    return taken


async def run(address: str, data: Path, asked: Sequence[str], arguments: argparse.Namespace) -> str:
    """Return the figures."""
    seconds, article = 60 * arguments.minutes, sorted((data / "articles").glob("*.txt"))[0]
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=httpx.Limits(max_connections=200)) as client:
        (latencies, errors, builds), taken = await asyncio.gather(
            ask_steadily(client, asked, arguments.rate, seconds),
            rebuild_now_and_then(client, article, arguments.rebuilds, seconds),
        )
    p50, p95 = (1000 * np.percentile(latencies, share) for share in (50, 95))
    return (
        f"{len(latencies)} questions, {errors.total()} errors {dict(errors)}; p50 {p50:.0f} ms, p95 {p95:.0f} ms\n"
        f"{len(taken)} rebuilds, answering after {', '.join(f'{one:.1f}' for one in taken)} s; "
        f"answers came from {len(builds)} builds"
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--rebuilds", type=int, default=5)
    parser.add_argument("--dataset", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "data"
        asked = prepare(data, arguments.dataset)
        with running_server(Settings(data_dir=data), Path(scratch) / "log") as (address, _):
            print(asyncio.run(run(address, data, asked, arguments)))


if __name__ == "__main__":
    main()
