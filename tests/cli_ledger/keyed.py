"""Requests with idempotency keys, as a surface would ask them."""

from __future__ import annotations

import msgspec

from setia.engine.commands import Command, body
from setia.services.batch import Manner, Outcome, Request, apply
from setia.services.requests import Repeatable
from setia.storage.members import Known
from tests.shop import Shop

DESK = Manner(actor="Siti", channel="desk")


def told(outcome: Outcome) -> bytes:
    """What this surface answers: what happened, and under which number."""
    return msgspec.json.encode([outcome.status, outcome.awarded, outcome.seq, outcome.refusal])


def keyed(member: str, command: Command, key: str, client: str = "desk") -> Request:
    """A member's account is asked for something, under a key."""
    asked = member.encode() + b" " + body(command)
    return Request(command, Known("external", member), repeatable=Repeatable(client, key, asked, told))


def ask(shop: Shop, *requests: Request) -> list[Outcome]:
    """All of them as one batch."""
    return apply(shop.program, list(requests), DESK)


def ask_one(shop: Shop, request: Request) -> Outcome:
    """One of them alone."""
    [outcome] = ask(shop, request)
    return outcome


def code(outcome: Outcome) -> str:
    """What became of it: done, unchanged, replayed, or the code it was refused with."""
    return outcome.refusal.code if outcome.refusal else outcome.status
