"""Metrics for Prometheus. Nobody sees them unless the operator sets a token (SETIA_METRICS_TOKEN)."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from litestar import Request, Response, Router, get
from litestar.datastructures import State
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from setia.api.desk import Desk
from setia.api.problems import Stop, problem
from setia.storage import figures
from setia.storage.figures import Figures


class _OfDatabase(Collector):
    """What is asked of the database at each look."""

    def __init__(self, found: Figures) -> None:
        self._found = found

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Each as a gauge."""
        found = self._found
        yield GaugeMetricFamily("setia_log_position", "How far the log has come.", found.position)
        overdue = GaugeMetricFamily("setia_oldest_due_seconds", "How long something has been due.", labels=["program"])
        for program, seconds in found.overdue_seconds.items():
            overdue.add_metric([program], seconds)
        yield overdue
        ages = GaugeMetricFamily("setia_job_age_seconds", "Since a job was done last.", labels=["program", "job"])
        for (program, job), seconds in found.job_age_seconds.items():
            ages.add_metric([program, job], seconds)
        yield ages
        yield from self._webhooks()

    def _webhooks(self) -> Iterator[GaugeMetricFamily]:
        for name, said, field in (
            ("setia_outbox_lag", "Positions of the log not laid out for an endpoint.", "lag"),
            ("setia_webhooks_waiting", "Messages that wait for an endpoint.", "waiting"),
            ("setia_webhooks_oldest_seconds", "How long a message has been waiting.", "oldest_seconds"),
            ("setia_webhooks_disabled", "Whether an endpoint is told nothing.", "is_disabled"),
        ):
            family = GaugeMetricFamily(name, said, labels=["program", "endpoint"])
            for one in self._found.endpoints:
                family.add_metric([one.program, one.id], int(getattr(one, field)))
            yield family


@get("/metrics", include_in_schema=False)
async def metrics(request: Request[Any, Any, State]) -> Response[bytes]:
    """Everything, as Prometheus reads it."""
    wanted = settings.SETIA_METRICS_TOKEN
    if not wanted:
        raise Stop(problem(404, "no_such_path"))
    shown = request.headers.get("Authorization", "")
    if not hmac.compare_digest(shown.encode(), f"Bearer {wanted}".encode()):
        raise Stop(problem(401, "key_unknown"), {"WWW-Authenticate": "Bearer"})
    desk: Desk = request.app.state.desk
    found = CollectorRegistry()
    found.register(_OfDatabase(await desk.read(figures.read)))
    return Response(_of_processes() + generate_latest(found), media_type=CONTENT_TYPE_LATEST)


def _of_processes() -> bytes:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)


router = Router("", route_handlers=[metrics], tags=["Health"])
