"""What a collection takes in Milvus: memory, disk, machines and time to encode, from 100,000 to a billion passages.

Run ``python -m tests.benchmarks.plan_store`` for the table of ``embeddings/index/milvus/PLANNING.md``, which says where
each number comes from. Nothing of this size was run: the table multiplies.
"""

import argparse
from dataclasses import dataclass
from math import ceil

SIZES = [10**n for n in range(5, 10)]


@dataclass(frozen=True)
class Passage:
    """Bytes of one passage, and how fast a core encodes it."""

    dense: int = 384 * 4  # computed: the shipped encoder's vector
    places: float = 247.6  # measured: different terms of a passage
    place: int = 8  # computed: of a sparse vector, a place and a number
    terms: int = 1864  # measured: our terms as text, which the server's own BM25 needs on disk
    other: int = 8 + 32  # computed: id and key
    articles: int = 2156  # measured: articles.sqlite
    counts: int = 703  # measured at 2,739 passages: terms.sqlite; it grows more slowly than they do
    encoded: int = 32  # measured: passages a second on a core, by the shipped encoder

    @property
    def searched(self) -> float:
        """Bytes that a query node has in memory."""
        return self.dense + self.places * self.place + self.other


@dataclass(frozen=True)
class Plan:
    """What so many passages take."""

    passages: int
    memory: float  # GiB of all query nodes
    disk: float  # GiB at Milvus
    folder: float  # GiB beside it
    nodes: int  # query nodes
    hours: float  # to encode everything


def plan(passages: int, *, builds: int, replicas: int, node: int, cores: int) -> Plan:
    """Return what passages take; ``builds`` are kept and loaded, ``node`` is a query node's GiB, nine tenths used."""
    one = Passage()
    memory = passages * one.searched * builds * replicas / 2**30
    disk = passages * (one.searched + one.terms) * builds / 2**30
    folder = passages * (one.articles + one.counts) * builds / 2**30
    return Plan(passages, memory, disk, folder, ceil(memory / (0.9 * node)), passages / one.encoded / cores / 3600)


def table(*, builds: int = 2, replicas: int = 2, node: int = 64, cores: int = 64) -> str:
    """Return the plans of all sizes as the rows of a Markdown table."""
    plans = [plan(size, builds=builds, replicas=replicas, node=node, cores=cores) for size in SIZES]
    rows = [
        (f"{one.passages:,}", *(f"{room:,.1f}" for room in (one.memory, one.disk, one.folder)), f"{one.nodes:,}")
        for one in plans
    ]
    hours = [f"{one.hours:,.1f}" for one in plans]
    return "\n".join(f"| {' | '.join((*row, hour))} |" for row, hour in zip(rows, hours, strict=True))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--builds", type=int, default=2)
    parser.add_argument("--replicas", type=int, default=2)
    parser.add_argument("--node", type=int, default=64)
    parser.add_argument("--cores", type=int, default=64)
    print(table(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
