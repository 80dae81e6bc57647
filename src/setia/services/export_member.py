"""Export a member: everything that is stored of one person, as one JSON document for himself (ledger 4.13)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from msgspec import Struct

from setia.engine.calendar import to_datetime
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.issued import Issued
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.tier_status import TierStatus
from setia.engine.rules.verdict import from_json, to_plain
from setia.storage import besides, clock, consents, notices, own_data, people, privacy
from setia.storage.besides import Facts
from setia.storage.consents import ConsentRecord
from setia.storage.models import Member
from setia.storage.notices import Seen
from setia.storage.own_data import OwnMovement, OwnPurchase
from setia.storage.people import Person
from setia.storage.programs import LoadedProgram
from setia.storage.reading import account_as_of
from setia.storage.snapshot import snapshot

FORMAT = 1


class Membership(Struct, frozen=True):
    """One account of the person: he has several if members were merged."""

    public_id: str
    joined_at: int
    status: str
    erased: bool
    person: Person | None
    """None once erased."""
    wallets: dict[str, Wallet]
    """As of now, whether or not a sweep has run."""
    lots: list[Lot]
    tiers: dict[str, TierStatus]
    badges: tuple[str, ...]
    attributes: dict[str, str]
    segments: tuple[str, ...]
    rewards: list[Issued]
    movements: list[OwnMovement]
    purchases: list[OwnPurchase]
    consents: list[ConsentRecord]
    notices: list[Seen]
    """What he was shown of versions of the program before they began."""


class Export(Struct, frozen=True):
    """Everything. Amounts are whole minor units, quantities thousandths."""

    format: int
    program: str
    exported_at: int
    memberships: list[Membership]


def export_member(program: LoadedProgram, member: Member) -> Export:
    """All that is stored of the person behind a member, as of one moment."""
    with snapshot():
        now = clock.read()
        memberships = [_membership(one, program, now) for one in privacy.person_of(member).members]
    return Export(FORMAT, program.code, now, memberships)


def write_export(export: Export, path: Path) -> None:
    """Put the document in place whole or not at all, for its owner's eyes only. Raises OSError."""
    partial = path.with_name(f"{path.name}.{uuid4().hex[:8]}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(to_json(export)), indent=2) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def to_json(export: Export) -> dict[str, Any]:
    """The document: instants as text in UTC, reasons of awards as data."""
    document: dict[str, Any] = _readable(msgspec.to_builtins(export))
    return document


def _membership(member: Member, program: LoadedProgram, now: int) -> Membership:
    account = account_as_of(member.account_id, now, program)
    facts = besides.facts([member.account_id]).get(member.account_id, Facts())
    return Membership(
        public_id=member.public_id,
        joined_at=member.joined_at,
        status=account.status,
        erased=bool(privacy.erased_accounts([member.account_id])),
        person=people.read(member.pk),
        wallets=dict(sorted(account.wallets.items())),
        lots=own_data.lots_of(member.account_id),
        tiers=account.progress.tiers,
        badges=account.progress.badges,
        attributes=facts.attributes,
        segments=facts.segments,
        rewards=[one for _, one in sorted(besides.all_rewards(member.account_id).items())],
        movements=own_data.movements_of(member.account_id),
        purchases=own_data.purchases_of(member.account_id),
        consents=consents.history(member.pk),
        notices=notices.of_account(member.account_id),
    )


def _readable(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _readable(inner, key) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(inner, name) for inner in value]
    if isinstance(value, int) and (name == "at" or name.endswith("_at")):
        return to_datetime(value).isoformat().replace("+00:00", "Z")
    if name == "why" and isinstance(value, str):
        return _readable(to_plain(from_json(value)))
    return value
