"""What the audit makes of a deed: whether it is noticed, and whether the account and the first bad number are named."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from setia.services.checkpoint import compare
from setia.storage.audit.run import Finding
from tests.storage.lived_in import findings
from tests.tamper.hand import Cell, Done, House, Row

NUMBERED = ("journal", "ledger_transaction", "ledger_entry")
"""Tables whose rows belong to a number of an account's chain."""


class Verdict(Struct, frozen=True):
    """What came of one deed."""

    by: str
    """The audit, the checkpoint, or nobody."""
    complaint: str
    """What should have been named and was not; empty where all was."""


def verdict(done: Done, house: House, checkpoints: Path) -> Verdict:
    """Ask the audit, and where it is content or cannot say whose it was, the checkpoint."""
    found = findings()
    if found and not (complaint := _unnamed(done, house, found)):
        return Verdict("audit", "")
    more = list(compare(checkpoints).findings)
    if not found and not more:
        return Verdict("nobody", "not noticed")
    complaint = _unnamed(done, house, [*found, *more])
    return Verdict("audit" if found else "checkpoint", complaint)


def _unnamed(done: Done, house: House, found: list[Finding]) -> str:
    owners = {owner for row in done.touched if (owner := owner_of(done.cell.table, row, house))}
    named = {one.account_id for one in found}
    if owners and not owners & named:
        return f"account {sorted(owners)} not named, but {sorted(str(one) for one in named)}"
    if done.cell.table not in NUMBERED or not owners:
        return ""
    told = {one.what.partition(":")[0] for one in found if one.account_id in owners}
    numbers = {number for row in done.touched for number in _numbers(done.cell, row, house)}
    if told & {f"{what} {number}" for what in ("transaction", "journal") for number in numbers}:
        return ""
    return f"transaction {sorted(numbers)} not named, but {sorted(told)}"


def owner_of(table: str, row: Row, house: House) -> int | None:
    """Whose account a row belongs to; None if nobody's, or of an account that never was."""
    if table in ("ledger_entry", "outbox"):
        found = _transaction(row, house)
        return found["account_id"] if found else None
    if table == "consent":
        return next((one["account_id"] for one in house["member"] if one["id"] == row["member_id"]), None)
    account_id = row["id"] if table == "account" else row.get("account_id")
    return account_id if any(one["id"] == account_id for one in house["account"]) else None


def _numbers(cell: Cell, row: Row, house: House) -> set[int]:
    """The numbers of which one must be named: its own; where lots got another end, also those that opened such lots.

    What was moved within the chain may have gone to an earlier number: then that is the first bad one.
    """
    found = _transaction(row, house) if cell.table == "ledger_entry" else row
    if not found:
        return set()
    numbers = {int(found["seq"])}
    if cell.column in ("seq", "transaction_id"):
        numbers |= set(range(1, int(found["seq"])))
    if cell.column == "redated" or found.get("redated"):
        texts = [one["redated"] for one in house["ledger_transaction"] if one["redated"]]
        lots = {no for text in texts for no, *_ in msgspec.json.decode(text)}
        opened = (one for one in house["lot"] if one["account_id"] == found["account_id"] and one["no"] in lots)
        numbers |= {int(one["origin_seq"]) for one in opened}
    return numbers


def _transaction(row: Row, house: House) -> Row | None:
    return next((one for one in house["ledger_transaction"] if one["id"] == row["transaction_id"]), None)
