"""What is served under /api/schema: the document for machines, and the page for people; each is made once."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request
from litestar.enums import MediaType, OpenAPIMediaType
from litestar.openapi.plugins import OpenAPIRenderPlugin

from setia.api.reference.document import document
from setia.api.reference.operations import Json
from setia.api.reference.page import page


class Machines(OpenAPIRenderPlugin):
    """The document as JSON."""

    def __init__(self) -> None:
        super().__init__(path="/openapi.json", media_type=OpenAPIMediaType.OPENAPI_JSON)
        self._made: bytes | None = None

    def render(self, request: Request[Any, Any, Any], openapi_schema: Json) -> bytes:
        """The same bytes for as long as the process lives."""
        if self._made is None:
            self._made = as_json(document(request.app))
        return self._made


class People(OpenAPIRenderPlugin):
    """The page."""

    def __init__(self) -> None:
        super().__init__(path="/", media_type=MediaType.HTML)
        self._made: bytes | None = None

    def render(self, request: Request[Any, Any, Any], openapi_schema: Json) -> bytes:
        """The same bytes for as long as the process lives."""
        if self._made is None:
            self._made = page(document(request.app))
        return self._made


def as_json(found: Json) -> bytes:
    """The document as it is served, and as it stands in `docs/`."""
    return msgspec.json.format(msgspec.json.encode(found, order="sorted"), indent=1) + b"\n"
