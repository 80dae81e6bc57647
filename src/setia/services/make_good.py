"""Make good: give many members what they should have had. Prepared and previewed by one person, approved by another.

Applied once, however often it is begun: each part is marked in the transaction that books it, so that one that was
broken off goes on where it stopped. Undone as one: what is still there is taken back, what was used stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from msgspec import Struct

from setia.engine.commands import Adjust, Earn, RecordPurchase, Return, body, name
from setia.engine.ledger.past import Refund
from setia.engine.refusals import Refusal
from setia.services.batch import Manner, Outcome, Request, apply
from setia.services.preview import previews
from setia.services.receipt_numbers import whole_number
from setia.services.set_aside import BACKDATE
from setia.services.stamping import order_key
from setia.storage import audit_log, clock, keys, loading
from setia.storage.models import MakeGood, MakeGoodItem
from setia.storage.programs import LoadedProgram
from setia.storage.reading import account_as_of
from setia.storage.reviews import command_of
from setia.storage.rows import Rows, insert

PART = 100
"""Items that are booked in one transaction."""

REFUND_ALL = 10**12
"""More than any purchase was: all of it."""

UNDONE = "make_good_undone"
"""The reason of what is taken back."""


class MakeGoodFault(Exception):
    """What cannot be done with a batch; `code` says why, `numbers` with what. Nothing was changed."""

    def __init__(self, code: str, **numbers: int | str) -> None:
        super().__init__(code)
        self.code, self.numbers = code, numbers


class Item(Struct, frozen=True):
    """What one member should have had."""

    command: RecordPurchase | Earn
    account_id: int | None
    """None: the member who was named is not known."""
    reference: str = ""
    """Of a purchase: its receipt number."""


class Sums(Struct, frozen=True):
    """What a batch comes to."""

    items: dict[str, int]
    """How many are in which state."""
    refused: dict[str, int]
    """How many were, or would be, refused for which reason."""
    awarded: dict[str, int]
    """By wallet: what it would give, or gave."""
    taken: dict[str, int]
    """By wallet: what was taken back."""


def prepare(program: LoadedProgram, named: tuple[str, str], items: Sequence[Item], actor: str) -> MakeGood:
    """Store a batch called `named[0]`, for the reason `named[1]`, with what each item would give by itself.

    Nothing is given. Raises MakeGoodFault.
    """
    called, reason = named
    try:
        with transaction.atomic():
            made = MakeGood.objects.create(
                program_id=program.id, name=called, reason=reason, made_by=actor, made_at=clock.read()
            )
            insert("make_good_item", COLUMNS, _rows(program, made.id, items))
    except IntegrityError:
        raise MakeGoodFault("name_taken", found=called) from None
    return made


def approve(program: LoadedProgram, id_: int, by: tuple[str, str]) -> MakeGood:
    """Somebody else agrees to it. Raises MakeGoodFault."""
    with transaction.atomic():
        made = _locked(program, id_, ("draft",))
        if made.made_by == by[0]:
            raise MakeGoodFault("second_person_needed", made_by=made.made_by)
        made.state, made.approved_by, made.approved_at = "approved", by[0], clock.read()
        made.save()
        audit_log.note(program.id, by, "make_good_approved", made.name)
    return made


def waiting(program: LoadedProgram) -> QuerySet[MakeGood]:
    """Drafts that nobody has decided."""
    return MakeGood.objects.filter(program_id=program.id, state="draft")


def reject(program: LoadedProgram, id_: int, by: tuple[str, str]) -> MakeGood:
    """It is not to be; he who prepared it may say so himself. Raises MakeGoodFault."""
    with transaction.atomic():
        made = _locked(program, id_, ("draft",))
        made.state = "rejected"
        made.save()
        audit_log.note(program.id, by, "make_good_rejected", made.name)
    return made


AtEnd = Callable[[MakeGood], None]
"""Called in the transaction by which it was over: with the last part, or before this call."""


def apply_all(program: LoadedProgram, id_: int, manner: Manner, at_end: AtEnd = lambda _: None) -> MakeGood:
    """Give everything that was not given yet; begun again it goes on, and once done it does nothing.

    Raises MakeGoodFault.
    """
    manner = msgspec.structs.replace(manner, scopes=manner.scopes | {BACKDATE})
    while True:
        with transaction.atomic():
            made = _locked(program, id_, ("approved", "applying", "applied"))
            if made.state == "applied":
                at_end(made)
                return made
            part = list(_items(made).filter(state="pending", account_id__isnull=False).order_by("n")[:PART])
            for item, outcome in zip(part, apply(program, [_asked(one) for one in part], manner), strict=True):
                _note(item, outcome)
            if part:
                made.state = "applying"
            else:
                made.state, made.applied_at = "applied", clock.read()
                audit_log.note(program.id, (manner.actor, manner.channel), "make_good_applied", made.name)
            made.save()
            if made.state == "applied":
                at_end(made)
                return made


def undo_all(program: LoadedProgram, id_: int, manner: Manner, at_end: AtEnd = lambda _: None) -> MakeGood:
    """Take back what is still there of everything that was given, and close the batch. Raises MakeGoodFault."""
    while True:
        with transaction.atomic():
            made = _locked(program, id_, ("applying", "applied", "undoing", "undone"))
            if made.state == "undone":
                at_end(made)
                return made
            item = _items(made).filter(state="done").order_by("n").first()
            if item is None:
                made.state, made.undone_at = "undone", clock.read()
                audit_log.note(program.id, (manner.actor, manner.channel), "make_good_undone", made.name)
            else:
                made.state = "undoing"
                _undo(program, made, item, manner)
            made.save()
            if made.state == "undone":
                at_end(made)
                return made


def sums(batches: Sequence[MakeGood]) -> list[Sums]:
    """What batches come to, as previewed or as done; in one read, whatever their number and that of their items."""
    found = {one.id: tuple(Counter[str]() for _ in range(4)) for one in batches}
    alike = MakeGoodItem.objects.filter(make_good_id__in=list(found)).order_by()
    told = alike.values_list("make_good_id", "state", "code", "awarded", "taken")
    for id_, state, code, awarded, taken, count in told.annotate(count=Count("n")):
        items, refused, *moved = found[id_]
        items[state] += count
        if code:
            refused[code] += count
        for counter, text in zip(moved, (awarded, taken), strict=True):
            counter.update({wallet: amount * count for wallet, amount in units(text).items()})
    return [Sums(*(dict(sorted(counter.items())) for counter in found[one.id])) for one in batches]


def units(text: str) -> dict[str, int]:
    """By wallet, as an item keeps it."""
    return msgspec.json.decode(text, type=dict[str, int]) if text else {}


COLUMNS = "make_good_id, n, account_id, command, body, order_key, reference, state, code, seq, awarded, taken"


def _rows(program: LoadedProgram, id_: int, items: Sequence[Item]) -> Rows:
    """Items as they are stored; all are previewed in as many reads as one takes."""
    seen = keys.accepted([key for one in items if (key := _key(program, one))])
    fresh = [
        (one.account_id, one.command) for one in items if one.account_id is not None and _key(program, one) not in seen
    ]
    would = iter(previews(program, fresh))
    rows = []
    for n, item in enumerate(items, 1):
        code, awarded = "", dict[str, int]()
        if item.account_id is None:
            code = "unknown_member"
        elif _key(program, item) in seen:
            code = "already_recorded"
        elif isinstance(told := next(would), Refusal):
            code = told.code
        else:
            awarded = told.awarded
        told_of = (item.account_id, name(item.command), body(item.command), _key(program, item) or None)
        state = "refused" if item.account_id is None else "pending"
        rows.append((id_, n, *told_of, item.reference, state, code, 0, _json(awarded), ""))
    return rows


def _key(program: LoadedProgram, item: Item) -> bytes:
    command = item.command
    if not isinstance(command, RecordPurchase):
        return b""
    receipt = whole_number(program, command.purchase, item.reference)
    return order_key(program.key, command.purchase.source, receipt)


def _locked(program: LoadedProgram, id_: int, states: tuple[str, ...]) -> MakeGood:
    made = MakeGood.objects.select_for_update().filter(program_id=program.id, id=id_).first()
    if made is None:
        raise MakeGoodFault("unknown_make_good", make_good=id_)
    if made.state not in states:
        raise MakeGoodFault("not_in_this_state", state=made.state, expected=" ".join(states))
    return made


def _items(made: MakeGood) -> QuerySet[MakeGoodItem]:
    return MakeGoodItem.objects.filter(make_good_id=made.id)


def _asked(item: MakeGoodItem) -> Request:
    return Request(command_of(item.command, bytes(item.body)), account_id=item.account_id, reference=item.reference)


def _note(item: MakeGoodItem, outcome: Outcome) -> None:
    """What became of an item. A purchase that was on record already is left alone when the batch is undone, too."""
    item.code = outcome.refusal.code if outcome.refusal is not None else ""
    item.state = outcome.status if outcome.status in ("done", "unchanged") else "refused"
    item.awarded, item.seq, item.reference = _json(outcome.awarded), outcome.seq, ""
    item.save()


def _undo(program: LoadedProgram, made: MakeGood, item: MakeGoodItem, manner: Manner) -> None:
    """Take back one item: of a purchase all that a return whose cause is the merchant takes, of a gift what is left."""
    now = clock.read()
    asked = _takes_back(program, made, item, now)
    outcome = apply(program, [asked], manner)[0] if asked is not None else Outcome("unchanged")
    taken = {wallet: -units for wallet, units in outcome.awarded.items() if units < 0}
    item.state, item.taken = "undone" if outcome.refusal is None else "kept", _json(taken)
    item.code = outcome.refusal.code if outcome.refusal is not None else ""
    item.save()


def _takes_back(program: LoadedProgram, made: MakeGood, item: MakeGoodItem, now: int) -> Request | None:
    command = command_of(item.command, bytes(item.body))
    if isinstance(command, RecordPurchase):
        everything = Refund(f"make-good {made.id}", amount=REFUND_ALL)
        return Request(Return(now, 0, everything, "merchant"), order=bytes(item.order_key or b""))
    assert isinstance(command, Earn)
    account_id = item.account_id or 0
    loading.lock_heads([account_id])  # nobody uses it between looking and taking
    lots = account_as_of(account_id, now, program).lots.values()
    left = sum(lot.free + lot.pending for lot in lots if lot.origin_seq == item.seq)
    return Request(Adjust(now, command.wallet, -left, UNDONE), account_id=account_id) if left else None


def _json(units: dict[str, int]) -> str:
    return msgspec.json.encode(units).decode() if units else ""
