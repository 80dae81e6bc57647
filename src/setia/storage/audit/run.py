"""Running the audit: all invariants, the chain, and the triggers, in one read transaction."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from msgspec import Struct

from setia.storage import aliases
from setia.storage.audit.baskets import BASKETS
from setia.storage.audit.beside import BESIDE, altered_texts
from setia.storage.audit.chain import breaks
from setia.storage.audit.invariants import INVARIANTS, Invariant
from setia.storage.audit.law import differences
from setia.storage.audit.orders import imbalances
from setia.storage.audit.purchases import mismatches
from setia.storage.immutability import missing
from setia.storage.snapshot import snapshot

FINDINGS_MAX = 20
"""Findings kept per invariant; the rest are counted."""


class Finding(Struct, frozen=True):
    """One place where an invariant does not hold."""

    code: str
    account_id: int | None
    member: str
    what: str
    expected: str
    found: str


class Check(Struct, frozen=True):
    """One invariant's answer."""

    code: str
    name: str
    count: int
    findings: tuple[Finding, ...]


def audit(on_check: Callable[[str], None] | None = None) -> list[Check]:
    """Every invariant, in order of code; `on_check` is told each one's code as it begins."""
    with snapshot():
        return audit_seen(on_check)


def audit_seen(on_check: Callable[[str], None] | None = None) -> list[Check]:
    """The same inside a snapshot that is open: of exactly what it sees."""
    checks: list[Check] = []
    tell = on_check or (lambda _: None)
    for invariant in (*INVARIANTS, *BESIDE, *BASKETS):
        tell(invariant.code)
        checks.append(_ask(invariant))
    tell("I8")
    checks.append(_purchases())
    checks.append(_texts())
    checks.append(_aliases())
    tell("I5")
    checks.extend(_law())
    tell("I6")
    checks.append(_orders())
    tell("I12")
    checks.append(_chain())
    tell("I15")
    checks.append(_triggers())
    return sorted(checks, key=lambda check: int(check.code[1:]))


def _ask(invariant: Invariant) -> Check:
    with connection.cursor() as cursor:
        cursor.execute(invariant.sql)
        rows = cursor.fetchall()
    kept = rows[:FINDINGS_MAX]
    names = _public_ids([row[0] for row in kept])
    findings = tuple(
        Finding(invariant.code, row[0], names.get(row[0], ""), str(row[1]), str(row[2]), str(row[3])) for row in kept
    )
    return Check(invariant.code, invariant.name, len(rows), findings)


def _purchases() -> Check:
    found = list(mismatches())
    kept = found[:FINDINGS_MAX]
    names = _public_ids([one.account_id for one in kept])
    findings = tuple(
        Finding("I8", id_, names.get(id_, ""), f"purchase {one.purchase_id}", "agreement", one.what)
        for one in kept
        for id_ in [one.account_id]
    )
    return Check("I8", "a purchase says what its body says, and what was accepted", len(found), findings)


def _texts() -> Check:
    found = list(altered_texts())
    findings = tuple(Finding("I8", None, "", "consent text", digest, "another text") for digest in found[:FINDINGS_MAX])
    return Check("I8", "every consent text is what was shown", len(found), findings)


def _aliases() -> Check:
    found = list(aliases.wrong())
    names = _public_ids([id_ for id_, _ in found[:FINDINGS_MAX]])
    findings = tuple(
        Finding("I8", id_, names.get(id_, ""), "alias", "where its merges lead", str(alias_of))
        for id_, alias_of in found[:FINDINGS_MAX]
    )
    return Check("I8", "every alias leads where its merges led", len(found), findings)


def _law() -> list[Check]:
    found = list(differences())
    names = {
        "I5": "every journal, taken again, gives its ledger",
        "I14": "every tier's timeline is what the journal makes",
    }
    checks: list[Check] = []
    for code, name in names.items():
        mine = [one for one in found if one.code == code]
        kept = mine[:FINDINGS_MAX]
        members = _public_ids([one.account_id for one in kept])
        findings = tuple(
            Finding(code, one.account_id, members.get(one.account_id, ""), one.what, "as the journal makes it", "other")
            for one in kept
        )
        checks.append(Check(code, name, len(mine), findings))
    return checks


def _orders() -> Check:
    found = list(imbalances())
    kept = found[:FINDINGS_MAX]
    names = _public_ids([one.account_id for one in kept])
    findings = tuple(
        Finding("I6", one.account_id, names.get(one.account_id, ""), one.what, one.expected, one.found) for one in kept
    )
    return Check("I6", "what an order earned and what was taken back is what it gives now", len(found), findings)


def _chain() -> Check:
    found = list(breaks())
    kept = found[:FINDINGS_MAX]
    names = _public_ids([one.account_id for one in kept])
    findings = tuple(
        Finding("I12", one.account_id, names.get(one.account_id, ""), f"transaction {one.seq}", "unchanged", one.what)
        for one in kept
    )
    return Check("I12", "the hash chain verifies and has no gap", len(found), findings)


def _triggers() -> Check:
    names = missing(connection)
    findings = tuple(Finding("I15", None, "", name, "a trigger", "missing or altered") for name in names)
    return Check("I15", "history is guarded by triggers", len(names), findings)


def _public_ids(account_ids: list[int | None]) -> dict[int | None, str]:
    ids = [id_ for id_ in account_ids if id_ is not None]
    if not ids:
        return {}
    with connection.cursor() as cursor:
        marks = ",".join(["%s"] * len(ids))
        cursor.execute(f"SELECT account_id, public_id FROM member WHERE account_id IN ({marks})", ids)
        return dict(cursor.fetchall())
