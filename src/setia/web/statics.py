"""Styles and scripts: read once, named by what is in them, so that browsers keep them for a year, and no old one."""

from __future__ import annotations

import gzip
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from msgspec import Struct

FOLDER: Final = Path(__file__).with_name("design")
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
STYLES: Final = (
    "tokens.css",
    "page.css",
    "frame.css",
    "parts.css",
    "figures.css",
    "story.css",
    "till.css",
    "portal.css",
)
"""One sheet in the browser, in this order."""


class File(Struct, frozen=True):
    """One file as it is sent."""

    name: str
    """With a digest of its content, such as `console-1f2e3d4c5b6a.css`."""
    type: str
    content: bytes
    packed: bytes
    """The same, as gzip."""


@cache
def files() -> dict[str, File]:
    """By plain name."""
    found = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in (".js", ".svg")}
    found["console.css"] = b"\n".join((FOLDER / name).read_bytes() for name in STYLES)
    return {name: _file(name, content) for name, content in found.items()}


@cache
def _by_hashed_name() -> dict[str, File]:
    return {one.name: one for one in files().values()}


def _file(name: str, content: bytes) -> File:
    stem, dot, ending = name.rpartition(".")
    digest = sha256(content).hexdigest()[:12]
    return File(f"{stem}-{digest}{dot}{ending}", TYPES[dot + ending], content, gzip.compress(content, mtime=0))


def url(name: str) -> str:
    """Where a file is, by its plain name."""
    return f"/static/{files()[name].name}"


def served(request: HttpRequest, name: str) -> HttpResponse:
    """A file by its hashed name; nobody has to sign in for it."""
    file = _by_hashed_name().get(name)
    if file is None:
        raise Http404
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(file.packed if is_packed else file.content, content_type=file.type)
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    answer["Vary"] = "Accept-Encoding"
    if is_packed:
        answer["Content-Encoding"] = "gzip"
    return answer
