"""Counts for whoever watches the service, without a word of what was asked or by whom."""

from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

Reading = Callable[[], Mapping[str, float]]


class Metrics:
    """What was answered and sent, and how much waits.

    Args:
        waiting: reads the gauges that are looked up when asked: name -> value.
    """

    def __init__(self, waiting: Reading) -> None:
        self._registry = CollectorRegistry()
        self._waiting = waiting
        self._done = Counter("tdkt_done", "Answers and sendings, by how they ended.", ["what", "how"],
                             registry=self._registry)  # fmt: skip
        self._gauges: dict[str, Gauge] = {}

    def counted(self, what: str, how: str) -> None:
        """Count one thing done."""
        self._done.labels(what, how).inc()

    def text(self) -> bytes:
        """Return everything as Prometheus reads it."""
        for name, value in self._waiting().items():
            if name not in self._gauges:
                self._gauges[name] = Gauge(f"tdkt_{name}", name.replace("_", " "), registry=self._registry)
            self._gauges[name].set(value)
        return generate_latest(self._registry)
