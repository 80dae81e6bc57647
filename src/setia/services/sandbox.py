"""The sandbox: a program to try things on, with members who never were, in a file of its own.

History can never be deleted, so what is thrown away cannot stand beside what is not: a sandbox shares no table, no key
and no file with a shop.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.db import connection
from msgspec import Struct

from setia.engine.calendar import DAY, HOUR, to_datetime
from setia.engine.commands import RecordPurchase
from setia.engine.money import EXPONENT
from setia.engine.purchase import Line, Purchase, Tender
from setia.services import clients
from setia.services.advance import sweep
from setia.services.apply_program import apply_program
from setia.services.batch import Manner, Request, apply
from setia.services.clients import SCOPES
from setia.services.documents import read_program
from setia.services.initialise import initialise
from setia.services.program_templates import Template, Wishes, filled_in
from setia.services.update_person import Changes, update_person
from setia.storage import clock, programs, sandbox
from setia.storage.copies import sqlite
from setia.storage.copies.contents import is_empty
from setia.storage.members import Known
from setia.storage.programs import LoadedProgram
from setia.storage.reading import find_member

DAYS = 90
"""So long ago the first of them bought for the first time."""

BATCH = 200
MEMBERS_MAX = 10_000
SOURCE, CLIENT = "sandbox", "sandbox"

_FIRST = "Aisyah Budi Chai Dewi Farid Grace Hadi Indah Jun Kavitha Lim Mei Nurul Putri Rizal Siti Somchai Tan Wei Yusof"
_LAST = "Abdullah Anwar Chong Hartono Ismail Kaur Lestari Nair Ong Pratama Rahman Saetang Santoso Wijaya Wong Zainal"
_GOODS = (
    ("bananas", "PRODUCE", 320),
    ("spinach", "PRODUCE", 450),
    ("bread", "PASTRY", 480),
    ("croissant", "PASTRY", 550),
    ("milk", "GROCERY", 790),
    ("rice-5kg", "GROCERY", 2_690),
    ("coffee-250g", "GROCERY", 1_850),
    ("chicken", "MEAT", 1_590),
    ("shampoo", "DRUG GM", 1_290),
    ("batteries", "DRUG GM", 990),
    ("noodles", "DELI", 850),
    ("iced-tea", "DELI", 420),
)
"""Article, department, and hundredths of the currency."""


class NotEmpty(Exception):
    """Something is there already; nothing was changed."""


class NoSandbox(Exception):
    """What is there is no sandbox, and was left as it is; or nothing is."""


class InUse(Exception):
    """Somebody has the sandbox open."""


class Made(Struct, frozen=True):
    """A sandbox."""

    program: str
    members: int
    purchases: int
    key: str
    """Of a client that may do everything there, and nothing anywhere else."""


def create(template: Template, members: int, seed: int, actor: str) -> Made:
    """Make a sandbox of the connected SQLite database, which must not be there yet, or be empty. Raises NotEmpty."""
    if not is_empty():
        raise NotEmpty
    sandbox.mark()
    initialise("system")
    now = clock.read()
    text = template.text
    begins = now - (DAYS + 2) * DAY
    if read_program(text).effective_from > begins:
        text = filled_in(template, Wishes(effective_from=to_datetime(begins).date().isoformat()))
    apply_program(read_program(text), text, actor)
    program = programs.load()
    chance = random.Random(seed)
    purchases = 0
    for requests in _batches(_history(program, members, chance, now)):
        outcomes = apply(program, requests, Manner(actor=actor, channel="import", history=True, enrol=True))
        assert all(outcome.status == "done" for outcome in outcomes), outcomes
        purchases += len(requests)
    for number in range(members):
        found = find_member(program, _card(number))
        assert found is not None
        name = f"{chance.choice(_FIRST.split())} {chance.choice(_LAST.split())}"
        update_person(program, found, Changes(name=name, identifiers={"email": f"member{number}@example.com"}))
    sweep(program)
    made = clients.make(program, CLIENT, frozenset(SCOPES), "", actor)
    return Made(program.code, members, purchases, made.key.text)


def remove() -> Path:
    """Delete the connected sandbox and return where it was. Raises NoSandbox, InUse, having changed nothing."""
    path = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    if connection.vendor != "sqlite" or not path.is_file() or not sandbox.is_marked(path):
        raise NoSandbox
    if sqlite.is_used(path):
        raise InUse
    path.unlink()
    return path


def _card(number: int) -> str:
    return f"{8_800_000_000 + number}"


def _history(program: LoadedProgram, members: int, chance: random.Random, now: int) -> list[tuple[int, str, Purchase]]:
    """Everybody buys at least once, most of them now and then, some of them often; in order of time."""
    bought: list[tuple[int, str, Purchase]] = []
    for number in range(members):
        for _ in range(1 + min(int(chance.expovariate(0.25)), 20)):
            when = now - HOUR - chance.randrange(DAYS * DAY)
            bought.append((when, _card(number), _purchase(program, chance, when)))
    return sorted(bought, key=lambda one: one[0])


def _purchase(program: LoadedProgram, chance: random.Random, when: int) -> Purchase:
    currency = program.latest.program.currency
    unit = 10 ** EXPONENT[currency]
    lines = []
    for no, (sku, department, price) in enumerate(chance.sample(_GOODS, chance.randint(1, 6)), start=1):
        pieces = chance.choice((1, 1, 1, 2, 3))
        net = max(price * pieces * unit // 100, 1)
        lines.append(Line(no=no, net=net, sku=sku, quantity=pieces * 1000, department=department))
    total = sum(line.net for line in lines)
    tender = Tender(chance.choice(("cash", "card", "duitnow_qr")), total)
    return Purchase(source=SOURCE, event_at=when, currency=currency, lines=tuple(lines), tenders=(tender,))


def _batches(history: Sequence[tuple[int, str, Purchase]]) -> Iterator[list[Request]]:
    requests = [
        Request(RecordPurchase(purchase), Known("card", card), reference=f"S{number:06d}")
        for number, (_, card, purchase) in enumerate(history, start=1)
    ]
    for start in range(0, len(requests), BATCH):
        yield requests[start : start + BATCH]
