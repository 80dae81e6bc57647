"""One conversation with the server in which every call of the API is made at least once, in an order that makes sense.

What was sent and answered are the examples of the reference. What is said is in `tests.api.calls_of_all`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import msgspec
from msgspec import Struct

Json = dict[str, Any]
SHOP = Path(__file__).with_name("example_shop.yaml")
API = "/api/v1"
PLACE = "127.0.0.1:8443"
"""Where events are to be sent to; nothing is sent."""

TODAY = "2018-01-01T12:00:00Z"


class Made(Struct, frozen=True):
    """One call that was made."""

    operation: str
    """Method and path as the document has it."""
    path: dict[str, str]
    query: dict[str, str]
    body: Any
    status: int
    answer: Any


Request = Callable[[bytes | None], httpx.Response]
"""A request that can be sent again and again, with one body or another."""


class Conversation:
    """A client that remembers what it said and heard."""

    NUMBERED = ("/purchases", "/returns", "/events", "/batch")
    """What is known by a number of its own."""
    ALL_KEYED = False
    """Whether that is sent with a key, too."""

    def __init__(self, client: httpx.Client, key: str, second_key: str) -> None:
        self.made: list[Made] = []
        self.token = ""
        """By which a member's own app speaks."""
        self.client, self.key = client, key
        self._keys, self._numbers = (key, second_key), count(1)

    def asks(self, operation: str, body: Any = None, *, by: int = 0, expects: int = 0, **named: Any) -> Any:
        """Make a call; what is named and not in the path goes into the query. Returns what was answered, as JSON."""
        method, _, template = operation.partition(" ")
        inside = {name: str(value) for name, value in named.items() if f"{{{name}}}" in template}
        query = {name.strip("_"): str(value) for name, value in named.items() if name not in inside}
        path = re.sub(r"\{(\w+)\}", lambda match: inside[match[1]], template)
        key = self.token if path.startswith(f"{API}/me") and not path.startswith(f"{API}/members") else self._keys[by]
        headers = {"Authorization": f"Bearer {key}"}
        content = None if body is None else msgspec.json.encode(body)
        if content is not None:
            headers["Content-Type"] = "application/json"
        if method == "POST" and (self.ALL_KEYED or not any(path.endswith(end) for end in self.NUMBERED)):
            headers["Idempotency-Key"] = f"k{next(self._numbers)}"

        def request(content: bytes | None) -> httpx.Response:
            return self.client.request(method, path, params=query, content=content, headers=headers)

        answer = self.send(operation, request, content)
        assert answer.status_code == expects if expects else answer.is_success, (operation, answer.text)
        told = answer.json() if answer.content else None
        self.made.append(Made(operation, inside, query, body, answer.status_code, told))
        return told

    def send(self, operation: str, request: Request, body: bytes | None) -> httpx.Response:
        """The answer to a request with this body."""
        return request(body)

    def __call__(self, verb: str, path: str, body: Any = None, **named: Any) -> Any:
        """The same for the paths of version 1."""
        return self.asks(f"{verb} {API}{path}", body, **named)
