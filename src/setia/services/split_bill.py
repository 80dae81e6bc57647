"""Split a bill between members: each earns for a part of it, and all parts are under one receipt (ledger 4.11a)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.db import transaction
from msgspec import Struct

from setia.engine.bill_parts import split_by_lines, split_by_share
from setia.engine.commands import RecordPurchase
from setia.engine.purchase import Purchase, faults
from setia.engine.refusals import Refusal
from setia.services.batch import apply
from setia.services.requests import Manner, Outcome, Request
from setia.storage.members import Known
from setia.storage.programs import LoadedProgram


class Part(Struct, frozen=True):
    """Whose a part is, and what is in it: some lines, or a share of all of them."""

    member: Known | None
    """None for somebody who is no member: his part is a guest's."""
    lines: tuple[int, ...] = ()
    share: int = 0


def split_bill(
    program: LoadedProgram, bill: tuple[Purchase, str], parts: Sequence[Part], manner: Manner
) -> list[Outcome]:
    """Record a bill, given with its receipt number, in parts; all of them or none.

    The first part is known by the receipt's own number, so that the whole bill cannot be recorded beside its parts.
    """
    purchase, receipt = bill
    if refusal := faults(purchase) or _mixed(parts):
        return [Outcome("refused", refusal=refusal)] * len(parts)
    if parts[0].lines:
        found = split_by_lines(purchase, [part.lines for part in parts])
    else:
        found = split_by_share(purchase, [part.share for part in parts])
    if isinstance(found, Refusal):
        return [Outcome("refused", refusal=found)] * len(parts)
    requests = [
        Request(RecordPurchase(one), part.member, reference=receipt, part=str(n) if n > 1 else "")
        for n, (part, one) in enumerate(zip(parts, found, strict=True), 1)
    ]
    with transaction.atomic():
        outcomes = apply(program, requests, manner)
        if any(one.status not in ("done", "unchanged") for one in outcomes):
            transaction.set_rollback(True)
            return [_not_kept(one, outcomes) for one in outcomes]
    return outcomes


def _mixed(parts: Sequence[Part]) -> Refusal | None:
    """Parts are all by lines, or all by share."""
    modes = {(bool(part.lines), part.share > 0) for part in parts}
    return None if modes in ({(True, False)}, {(False, True)}) else Refusal("split_mismatch")


def _not_kept(outcome: Outcome, outcomes: Sequence[Outcome]) -> Outcome:
    """Of a part that would have been recorded: that another was refused."""
    if outcome.refusal is not None:
        return outcome
    refusal = next((one.refusal for one in outcomes if one.refusal is not None), Refusal("split_mismatch"))
    return msgspec.structs.replace(Outcome("refused"), refusal=refusal)
