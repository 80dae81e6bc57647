"""The id of the request that is being handled, for whatever is logged meanwhile, whichever process handles it."""

from __future__ import annotations

from contextvars import ContextVar

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
