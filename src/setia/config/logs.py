"""Logs: one JSON object a line on standard output, with the id of the request that it is about.

SETIA_LOG_FORMAT=text writes them for people; SETIA_LOG_LEVEL=WARNING leaves requests out. No line names a member.
"""

from __future__ import annotations

import logging
import os
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec

from setia.services.request_id import REQUEST_ID

FORMATS = ("json", "text")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

_ENCODER = msgspec.json.Encoder()


class BadSetting(Exception):
    """A variable of the environment that says what cannot be."""


class JsonFormatter(logging.Formatter):
    """Each record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return _ENCODER.encode(fields(record, self.formatException)).decode()


class TextFormatter(logging.Formatter):
    """The same, for people."""

    def format(self, record: logging.LogRecord) -> str:
        """A line, and below it what was raised."""
        told = fields(record, self.formatException)
        head = f"{told.pop('at')} {told.pop('level'):7} {told.pop('logger')}: {told.pop('message')}"
        raised = told.pop("raised", "")
        return " ".join([head, *(f"{name}={value}" for name, value in told.items())]) + (raised and f"\n{raised}")


def fields(record: logging.LogRecord, raised: Any) -> dict[str, Any]:
    """What a record says."""
    told: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": record.getMessage(),
        **getattr(record, "told", {}),
    }
    if id_ := REQUEST_ID.get():
        told["request_id"] = id_
    if record.exc_info:
        told["raised"] = raised(record.exc_info)
    return told


def begin() -> None:
    """Log from now on, as the environment says. Raises BadSetting."""
    form, level = _setting("SETIA_LOG_FORMAT", "json", FORMATS), _setting("SETIA_LOG_LEVEL", "INFO", LEVELS)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    root = logging.getLogger("setia")
    root.handlers, root.propagate = [handler], False
    root.setLevel(level)


def _setting(name: str, usual: str, known: tuple[str, ...]) -> str:
    found = os.environ.get(name) or usual
    if found not in known:
        raise BadSetting(f"{name} must be one of {', '.join(known)}, not {found!r}")
    return found
