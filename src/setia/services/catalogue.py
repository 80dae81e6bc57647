"""The catalogue: what the shop says of its products fills in what a line of a purchase leaves out (ADR 0033).

What a line says itself stands. What is filled in is what held of the product when the purchase happened, so that a
purchase that is sent again is the same purchase, whatever has been said of its products since.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from msgspec import Struct
from msgspec.structs import replace

from setia.engine.commands import Command, RecordPurchase
from setia.engine.purchase import Line, Purchase
from setia.services.requests import Request
from setia.storage import audit_log, catalogue, clock
from setia.storage.catalogue import Said
from setia.storage.programs import LoadedProgram

History = Mapping[str, Sequence[Said]]


class Became(Struct, frozen=True):
    """What saying something of products came to."""

    added: int
    changed: int
    unchanged: int


def say(program: LoadedProgram, said: Sequence[Said], by: tuple[str, str]) -> Became:
    """Say of products what holds of each from its instant on; what holds then already is not said again."""
    with transaction.atomic():
        known = catalogue.histories(program.id, [one.sku for one in said])
        new = [one for one in said if one.sku not in known]
        changed = [one for one in said if one.sku in known and not _is_so(one, known[one.sku])]
        if new or changed:
            catalogue.put(program.id, [*new, *changed], clock.read())
            audit_log.note(program.id, by, "products_said", "", added=len(new), changed=len(changed))
    return Became(len(new), len(changed), len(said) - len(new) - len(changed))


def drop(program: LoadedProgram, sku: str, by: tuple[str, str]) -> bool:
    """Say nothing of a product any more from now on; whether anything was said of it."""
    with transaction.atomic():
        now = clock.read()
        history = catalogue.histories(program.id, [sku]).get(sku, [])
        standing = at(history, now)
        if standing is None or not standing.is_sold:
            return False
        catalogue.put(program.id, [Said(sku, now, is_sold=False)], now)
        audit_log.note(program.id, by, "product_dropped", sku)
    return True


def at(history: Sequence[Said], instant: int) -> Said | None:
    """What held of a product at an instant; None before anything was said of it."""
    return next((one for one in reversed(history) if one.since <= instant), None)


def names(program: LoadedProgram, skus: Collection[str], instant: int) -> dict[str, str]:
    """What products are called at an instant, by number, in one read; those without a name are left out."""
    wanted = {sku for sku in skus if sku}
    if not program.has_products or not wanted:
        return {}
    held = {sku: at(history, instant) for sku, history in catalogue.histories(program.id, wanted).items()}
    return {sku: said.name for sku, said in held.items() if said is not None and said.name}


def filled(program: LoadedProgram, purchases: Sequence[Purchase]) -> list[Purchase]:
    """Purchases with what their lines leave out, in one read; none where the program has no products."""
    if not program.has_products:
        return list(purchases)
    wanted = {line.sku for one in purchases for line in one.lines if _is_open(line)}
    known = catalogue.histories(program.id, wanted) if wanted else {}
    return [_filled(one, known) for one in purchases] if known else list(purchases)


def filled_commands(program: LoadedProgram, commands: Sequence[Command]) -> list[Command]:
    """Commands with the purchases among them filled in."""
    if not program.has_products:
        return list(commands)
    found = iter(filled(program, [one.purchase for one in commands if isinstance(one, RecordPurchase)]))
    return [RecordPurchase(next(found)) if isinstance(one, RecordPurchase) else one for one in commands]


def filled_requests(program: LoadedProgram, requests: Sequence[Request]) -> list[Request]:
    """Requests with the purchases among them filled in."""
    if not program.has_products:
        return list(requests)
    commands = filled_commands(program, [one.command for one in requests])
    return [replace(one, command=command) for one, command in zip(requests, commands, strict=True)]


def _is_open(line: Line) -> bool:
    return bool(line.sku) and not (line.category and line.department and line.brand and line.tags)


def _filled(purchase: Purchase, known: History) -> Purchase:
    lines = tuple([_filled_line(line, known, purchase.event_at) for line in purchase.lines])
    return purchase if lines == purchase.lines else replace(purchase, lines=lines)


def _filled_line(line: Line, known: History, instant: int) -> Line:
    said = at(known.get(line.sku, ()), instant) if _is_open(line) else None
    if said is None:
        return line
    return replace(
        line,
        category=line.category or said.category,
        department=line.department or said.department,
        brand=line.brand or said.brand,
        tags=line.tags or said.tags,
    )


def _is_so(said: Said, history: Sequence[Said]) -> bool:
    standing = at(history, said.since)
    return standing is not None and replace(standing, since=said.since) == said
