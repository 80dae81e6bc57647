"""The examples of the reference: a conversation with a server on a fresh database, written where the server looks."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from litestar.testing import TestClient

from setia.api.reference import document as reference
from setia.api.reference.document import Example
from setia.api.reference.serving import as_json
from setia.services import clients
from setia.services.initialise import initialise
from setia.storage import clock, staff
from tests.api.application import application
from tests.api.calls_of_all import held
from tests.api.conversation import PLACE, SHOP, Conversation
from tests.api.shapes import shape
from tests.architecture.sources import ROOT
from tests.conftest import START, use
from tests.shop import Shop

EXAMPLES = ROOT / "src" / "setia" / "api" / "reference" / "examples.json"
DOCUMENT = ROOT / "docs" / "openapi.json"


@contextmanager
def talked(folder: Path, kind: type[Conversation] = Conversation) -> Iterator[Conversation]:
    """The conversation, held with a server on the connected database."""
    shop = Shop(SHOP)
    keys = [
        clients.make(shop.program, name, frozenset(clients.SCOPES), "", "owner").key.text for name in ("till", "mei")
    ]
    for number, (name, role) in enumerate((("aina", "manager"), ("budi", "cashier")), 1):
        staff.add(shop.program.id, name, number, (role, ""), ("owner", clock.read()))
    before = settings.ERASURE_LIST, settings.SETIA_WEBHOOK_PLACES
    settings.ERASURE_LIST, settings.SETIA_WEBHOOK_PLACES = str(folder / "erased"), PLACE
    try:
        with TestClient(application(), raise_server_exceptions=False) as client:
            talk = kind(client, *keys)
            held(talk, shop.day_is)
            yield talk
    finally:
        settings.ERASURE_LIST, settings.SETIA_WEBHOOK_PLACES = before


def of(talk: Conversation) -> dict[str, list[Example]]:
    """Each call once for every kind of answer that it got."""
    found: dict[str, list[Example]] = {}
    for one in talk.made:
        mine = found.setdefault(one.operation, [])
        if all((one.status, shape(one.answer)) != (other.status, shape(other.answer)) for other in mine):
            mine.append(Example(one.status, one.path, one.query, one.body, one.answer))
    return dict(sorted(found.items()))


def document() -> dict[str, Any]:
    """The document that the server serves."""
    return reference.document(application())


def publish() -> None:
    """Write the examples and the document anew. What only differs in its values stays as it is."""
    with tempfile.TemporaryDirectory() as folder, use(f"sqlite:///{folder}/setia.sqlite3"):
        initialise("simulated", START)
        with talked(Path(folder)) as talk:
            made = of(talk)
    before = reference.examples()
    kept = {key: before[key] if _shapes(before.get(key, [])) == _shapes(one) else one for key, one in made.items()}
    text = msgspec.json.encode(kept).replace(PLACE.encode(), b"erp.example.com")
    EXAMPLES.write_bytes(msgspec.json.format(text, indent=1) + b"\n")
    reference.examples.cache_clear()
    DOCUMENT.write_bytes(as_json(document()))


def _shapes(made: list[Example]) -> list[str]:
    return [f"{one.status} {shape(one.path)} {shape(one.query)} {shape(one.body)} {shape(one.answer)}" for one in made]
