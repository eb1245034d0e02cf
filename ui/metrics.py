"""What a server counts of itself, for Prometheus. The one home of ``prometheus_client``."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from embeddings.errors import BuildError
from qa.answer import Answer
from ui.wiring import Services

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
ANSWERED = "answered"


class Metrics:
    """The counters of one server."""

    def __init__(self, services: Services) -> None:
        self.registry = CollectorRegistry()
        counter, histogram = partial(Counter, registry=self.registry), partial(Histogram, registry=self.registry)
        self._questions = counter("qa_questions", "Questions that were answered or declined", ["outcome"])
        self._stages = histogram("qa_stage_seconds", "Seconds a question took", ["stage"], buckets=SECONDS)
        self._requests = counter("qa_http_requests", "HTTP requests", ["method", "route", "status"])
        self._seconds = histogram("qa_http_seconds", "Seconds a request took", ["route"], buckets=SECONDS)
        self.registry.register(State(services))
        ProcessCollector(registry=self.registry)

    def hear(self, answer: Answer) -> None:
        """Count an answer."""
        outcome = ANSWERED if answer.reason is None else answer.reason.value
        self._questions.labels(outcome).inc()
        for stage, milliseconds in answer.timings_ms.items():
            self._stages.labels(stage).observe(milliseconds / 1000)

    def served(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request by its route, not by its address."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Return everything in Prometheus' format."""
        return generate_latest(self.registry)


class State(Collector):
    """What is looked up when it is asked for: the live build, and how often a passage had been read before."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterator[Metric]:
        """Yield what is known now."""
        hits, misses = self._services.remembered()
        yield CounterMetricFamily("qa_reader_cache_hits", "Passages whose reading was remembered", hits)
        yield CounterMetricFamily("qa_reader_cache_misses", "Passages that were read", misses)
        try:
            build = self._services.live.current().manifest
        except BuildError:  # there is none to tell of
            return
        age = (datetime.now(UTC) - datetime.fromisoformat(build.created)).total_seconds()
        yield GaugeMetricFamily("qa_build_age_seconds", "Seconds since the live build was made", age)
        yield GaugeMetricFamily("qa_build_articles", "Articles of the live build", build.articles)
        yield GaugeMetricFamily("qa_build_passages", "Passages of the live build", build.passages)
