"""Every POST that writes is done once under its key, and answered with the bytes of the first time (ledger 4.10).

The conversation that makes every call is held with a client who hears no answer the first time and asks again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from setia.api.reference.document import KEY_HEADER, READS
from setia.api.reference.operations import operations
from tests.api import examples
from tests.api.conversation import Conversation, Request
from tests.storage.tables import Rows, dump

pytestmark = pytest.mark.slow

REPLAYED = "Idempotent-Replayed"


class Twice(Conversation):
    """A client who sends every POST a second time, and its key a third time with another body."""

    ALL_KEYED = True

    def __init__(self, client: httpx.Client, *keys: str) -> None:
        super().__init__(client, *keys)
        self.faults: list[str] = []
        self.asked: set[str] = set()

    def send(self, operation: str, request: Request, body: bytes | None) -> httpx.Response:
        """The answer to the first."""
        if not operation.startswith("POST"):
            return request(body)
        self.asked.add(operation)
        before = dump()
        first = request(body)
        written = dump()
        if operation in READS:
            self._holds(operation, written == before, "it has written")
            return first
        again = request(body)
        self._holds(operation, (again.status_code, again.content) == (first.status_code, first.content), again.text)
        self._holds(operation, again.headers.get(REPLAYED) == "true", "it does not say that it is a repetition")
        self._holds(operation, dump() == written, f"done twice: {_differences(written, dump())}")
        other = request((body or b"") + b" ")
        code = other.json().get("code") if other.status_code >= 400 else other.text
        self._holds(operation, (other.status_code, code) == (422, "idempotency_key_reused"), f"another body: {code}")
        self._holds(operation, dump() == written, f"another body did: {_differences(written, dump())}")
        return first

    def _holds(self, operation: str, so: bool, otherwise: str) -> None:
        if not so:
            self.faults.append(f"{operation}: {otherwise}")


def _differences(before: Rows, after: Rows) -> list[str]:
    return [table for table, rows in after.items() if rows != before[table]]


@pytest.fixture
def talk(database: str, tmp_path: Path) -> Iterator[Twice]:
    with examples.talked(tmp_path, Twice) as talk:
        assert isinstance(talk, Twice)
        yield talk


def test_every_post_that_is_sent_again_is_done_once_and_answered_the_same(talk: Twice) -> None:
    assert not talk.faults, "\n".join(talk.faults)
    posts = {f"{method} {path}" for method, path, _ in operations(examples.document()) if method == "POST"}
    assert talk.asked == posts


def test_only_what_writes_takes_a_key() -> None:
    posts = {f"{method} {path}": one for method, path, one in operations(examples.document()) if method == "POST"}
    keyed = {name for name, one in posts.items() if KEY_HEADER in one.get("parameters", ())}
    assert posts.keys() - keyed == READS.keys()
