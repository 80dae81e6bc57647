"""Traces: a span for each request and each batch, where the environment asks for them, and no word about members."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from litestar.testing import TestClient
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from setia.api import entitlements
from setia.api.app import create_app
from setia.config import telemetry
from setia.config.logs import BadSetting
from setia.config.telemetry import Tracing
from setia.engine.calendar import MINUTE
from setia.jobs.schedule import Scheduled
from setia.jobs.worker import Worker
from setia.services import clients
from tests.api.till import Till
from tests.shop import Shop

PHONE = "phone:+60123456789"
SETTINGS = ("OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SDK_DISABLED", "OTEL_SERVICE_NAME")


@pytest.fixture
def spans() -> InMemorySpanExporter:
    """Where spans go."""
    return InMemorySpanExporter()


@pytest.fixture
def till(sqlite_database: str, spans: InMemorySpanExporter) -> Iterator[Till]:
    """A till of a server that traces."""
    assert sqlite_database
    shop = Shop()
    key = clients.make(shop.program, "till-7", frozenset(clients.SCOPES), "", "owner").key.text
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    tracing = Tracing(provider)
    app = tracing.of_requests(create_app(around=tracing.of_batch))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Till(client, key, shop)


def told(span: ReadableSpan) -> dict[str, object]:
    """What a span says."""
    return dict(span.attributes or {})


def test_a_request_and_the_batch_that_it_made_are_traced(till: Till, spans: InMemorySpanExporter) -> None:
    sent = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "X-Request-Id": "r-17"}
    till.posts("/members", {"identifier": PHONE})
    spans.clear()
    assert till.posts(f"/members/{PHONE}/gifts", {"amount": 5, "reason": "goodwill"}, **sent).status_code == 201
    batch, request = spans.get_finished_spans()
    assert (batch.name, told(batch)) == ("batch", {"setia.program": till.shop.program.code, "setia.commands": 1})
    assert request.name == "POST /api/v1/members/{member}/gifts"
    assert told(request) == {
        "http.request.method": "POST",
        "http.route": "/api/v1/members/{member}/gifts",
        "http.response.status_code": 201,
        "setia.request_id": "r-17",
        "setia.client": "till-7",
    }
    assert request.context is not None
    assert format(request.context.trace_id, "032x") == "0af7651916cd43dd8448eb211c80319c"
    assert request.parent is not None
    assert format(request.parent.span_id, "016x") == "b7ad6b7169203331"


def test_no_span_names_a_member(till: Till, spans: InMemorySpanExporter) -> None:
    till.posts("/members", {"identifier": PHONE})
    id_ = till.gets(f"/members/{PHONE}").json()["id"]
    till.gets("/members", q="60123456789")
    till.gets(f"/members/{id_}/nothing-of-the-kind")
    written = "\n".join(one.to_json() for one in spans.get_finished_spans())
    assert len(spans.get_finished_spans()) == 5
    assert not [one for one in (PHONE, "60123456789", id_) if one in written]


def test_what_breaks_is_an_error_and_what_is_refused_is_not(
    till: Till, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entitlements, "entitled", lambda *_: 1 // 0)
    till.posts("/members", {"identifier": PHONE})
    spans.clear()
    assert till.gets("/members/card:none").status_code == 404
    assert till.gets(f"/members/{PHONE}/may/fly").status_code == 500
    refused, broken = spans.get_finished_spans()
    assert (refused.status.status_code, broken.status.status_code) == (StatusCode.UNSET, StatusCode.ERROR)
    assert (told(refused)["http.response.status_code"], told(broken)["http.response.status_code"]) == (404, 500)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that asks for nothing."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_nothing_is_traced_unless_it_is_asked_for(environment: pytest.MonkeyPatch) -> None:
    assert telemetry.configured() is None
    environment.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    environment.setenv("OTEL_TRACES_EXPORTER", "none")
    assert telemetry.configured() is None
    environment.setenv("OTEL_TRACES_EXPORTER", "otlp")
    environment.setenv("OTEL_SDK_DISABLED", "true")
    assert telemetry.configured() is None


@pytest.mark.parametrize("name", ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_TRACES_EXPORTER"])
def test_one_variable_is_enough(environment: pytest.MonkeyPatch, name: str) -> None:
    environment.setenv(name, "console" if name == "OTEL_TRACES_EXPORTER" else "http://127.0.0.1:9")
    tracing = telemetry.configured()
    assert tracing is not None
    tracing.end()


def test_what_cannot_be_is_said_before_anything_is_served(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("OTEL_TRACES_EXPORTER", "pigeon")
    with pytest.raises(BadSetting, match="pigeon"):
        telemetry.configured()
    environment.setenv("OTEL_TRACES_EXPORTER", "otlp")
    environment.setitem(sys.modules, "opentelemetry.sdk.trace.export", None)  # it is not there
    with pytest.raises(BadSetting, match=r"install setia\[telemetry\]"):
        telemetry.configured()


def test_the_jobs_of_a_worker_are_traced(till: Till, spans: InMemorySpanExporter) -> None:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    done = Scheduled("sweep", MINUTE, MINUTE, lambda _: 0)
    spans.clear()
    assert Worker([done], around=Tracing(provider).of_job).work(till.shop.program.id, done)
    [job] = spans.get_finished_spans()
    assert (job.name, told(job)) == ("job sweep", {"setia.program": "grocery"})
