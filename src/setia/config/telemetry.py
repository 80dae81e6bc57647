"""Traces for OpenTelemetry, where the operator asks for them: a span for each request, and one for each batch.

The standard variables say where they go (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER, OTEL_SERVICE_NAME,
OTEL_TRACES_SAMPLER, …). Without them nothing is loaded and nothing is traced. As in the log, no span names a member:
of a path only the route is kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from litestar.types import ASGIApp, Message, Receive, Send

from setia.api import watching
from setia.api.headers import request_id
from setia.config.logs import BadSetting

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

SERVICE = "setia"
EXPORTERS = ("console", "otlp")
_PLACES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


class Tracing:
    """Spans of one process, to a provider of the SDK."""

    def __init__(self, provider: TracerProvider) -> None:
        from opentelemetry import propagate, trace  # noqa: PLC0415  an extra, loaded where it is asked for

        self._provider, self._tracer = provider, provider.get_tracer(SERVICE)
        self._extract, self._server = propagate.extract, trace.SpanKind.SERVER
        self._error = trace.Status(trace.StatusCode.ERROR)

    def of_requests(self, app: ASGIApp) -> ASGIApp:
        """The application, with a span around each request; it continues the trace of a `traceparent` header."""

        async def traced(scope: Any, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
            with self._tracer.start_as_current_span(
                scope["method"], context=self._extract(headers), kind=self._server
            ) as span:
                status = 0

                async def sends(message: Message) -> None:
                    nonlocal status
                    if message["type"] == "http.response.start":
                        status = message["status"]
                    await send(message)

                try:
                    await app(scope, receive, sends)
                finally:
                    route = watching.route(scope)
                    span.update_name(f"{scope['method']} {route}")
                    span.set_attributes(_told(scope, route, status))
                    if status >= 500:
                        span.set_status(self._error)

        return traced

    @contextmanager
    def of_batch(self, program: str, commands: int) -> Iterator[None]:
        """A span around one transaction of the batch writer."""
        told: Mapping[str, str | int] = {"setia.program": program, "setia.commands": commands}
        with self._tracer.start_as_current_span("batch", attributes=told):
            yield

    @contextmanager
    def of_job(self, job: str, program: str) -> Iterator[None]:
        """A span around one job of the worker."""
        with self._tracer.start_as_current_span(f"job {job}", attributes={"setia.program": program}):
            yield

    def end(self) -> None:
        """Send what has not been sent."""
        self._provider.shutdown()


def configured() -> Tracing | None:
    """As the environment says; None where it asks for nothing. Raises BadSetting."""
    exporter = os.environ.get("OTEL_TRACES_EXPORTER", "")
    is_wanted = exporter not in ("", "none") or (not exporter and any(os.environ.get(one) for one in _PLACES))
    if not is_wanted or os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    if exporter not in ("", *EXPORTERS):
        raise BadSetting(f"OTEL_TRACES_EXPORTER must be one of {', '.join(EXPORTERS)}, none, not {exporter!r}")
    try:
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

        sender = _exporter(exporter or "otlp")
    except ImportError as missing:
        raise BadSetting("OTEL_* asks for traces: install setia[telemetry], or set OTEL_SDK_DISABLED=true") from missing
    named = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": SERVICE}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(sender))
    return Tracing(provider)


def _exporter(name: str) -> Any:
    if name == "console":
        from opentelemetry.sdk.trace.export import ConsoleSpanExporter  # noqa: PLC0415

        return ConsoleSpanExporter()
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415

    return OTLPSpanExporter()


def _told(scope: Any, route: str, status: int) -> dict[str, str | int]:
    told: dict[str, str | int] = {
        "http.request.method": str(scope["method"]),
        "http.route": route,
        "http.response.status_code": status,
    }
    if "state" in scope:
        told["setia.request_id"] = request_id(scope)
        told["setia.client"] = str(scope["state"].get("client", ""))
    return told
