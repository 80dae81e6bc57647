"""The batch: 1 to N commands for any members become ONE database transaction (design section 3).

gather: find members, lock their accounts, load what the engine names. decide: in order of arrival, purely. apply:
multi-row inserts, the log moved on last. A refusal of one command never touches the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from django.db import transaction
from msgspec import Struct

from setia.engine.calendar import MINUTE
from setia.engine.commands import Advance, Command, Enrol, RecordPurchase, body, digest, name
from setia.engine.decide import Decision, Setting, decide, needs_open_lots
from setia.engine.ledger.accounts import Account
from setia.engine.ledger.entries import Stamp
from setia.engine.ledger.lots import Lot
from setia.engine.purchase import faults
from setia.engine.refusals import Refusal
from setia.storage import clock, keys, loading, members
from setia.storage.members import Known
from setia.storage.posting import Batch, Posting, PurchaseRow, post
from setia.storage.programs import LoadedProgram

FUTURE_TOLERANCE = 5 * MINUTE
"""How far ahead of our clock an event may claim to be (ledger 4.14)."""


class Request(Struct, frozen=True):
    """One command with what names its account and makes it unique."""

    command: Command
    member: Known | None = None
    """None for a guest sale, or where `account_id` is known."""
    account_id: int | None = None
    reference: str = ""
    """For a purchase: the receipt number, unique within its source."""


class Manner(Struct, frozen=True):
    """How a batch is to be taken, the same for all its commands."""

    actor: str
    channel: str
    history: bool = False
    """An import of the past: judged and booked at each event's own time (ledger 4.18)."""
    enrol: bool = False
    """Whether an unknown member joins by his first purchase, instead of being refused."""


class Outcome(Struct, frozen=True):
    """What became of one request."""

    status: Literal["done", "unchanged", "refused"]
    awarded: dict[str, int] = {}
    refusal: Refusal | None = None


UNCHANGED = Outcome("unchanged")

Within = Callable[[Sequence[Outcome]], None]
"""Called inside the transaction, after everything is written: what must commit with the batch or not at all."""


def apply(
    program: LoadedProgram, requests: Sequence[Request], manner: Manner, within: Within | None = None
) -> list[Outcome]:
    """Take all requests in one transaction; outcomes in their order."""
    with transaction.atomic():
        work = _Work(program, manner, clock.read())
        work.gather(requests)
        outcomes = [work.take(request) for request in requests]
        work.apply()
        clock.remember(work.now)
        if within is not None:
            within(outcomes)
    return outcomes


class _Work:
    """One open batch: the accounts as they stand after the commands taken so far, and what is to be written."""

    def __init__(self, program: LoadedProgram, manner: Manner, now: int) -> None:
        self.program, self.manner, self.now = program, manner, now
        self._account_of: dict[Known, int] = {}
        self._key_of: dict[tuple[str, str], bytes] = {}
        self._accounts: dict[int, Account] = {}
        self._lots_before: dict[int, int] = {}
        self._accepted: dict[bytes, keys.Accepted] = {}
        self._postings: list[Posting] = []
        self._moved: dict[int, dict[int, Lot]] = {}

    def gather(self, requests: Sequence[Request]) -> None:
        """Find or create the members, then load heads, natural keys and the lots that the engine names."""
        joined = self._find_members(requests)
        ids = {self._account_of[r.member] for r in requests if r.member in self._account_of}
        ids.update(r.account_id for r in requests if r.account_id is not None)
        self._accounts = loading.lock_heads(ids)
        self._lots_before = {id_: account.lot_count for id_, account in self._accounts.items()}
        self._key_of = {
            (r.command.purchase.source, r.reference): keys.keyed_hash(
                self.program.key, "purchase", r.command.purchase.source, r.reference
            )
            for r in requests
            if isinstance(r.command, RecordPurchase)
        }
        self._accepted = keys.accepted(self._key_of.values())
        horizons: dict[int, int] = {}
        for request in requests:
            account_id = self._account(request)
            if account_id is not None:
                horizons[account_id] = max(horizons.get(account_id, 0), self._horizon(request.command))
        due = [id_ for id_, horizon in horizons.items() if needs_open_lots(self._accounts[id_], horizon)]
        for id_, lots in loading.open_lots(due).items():
            self._accounts[id_] = _with_lots(self._accounts[id_], lots)
        for known, event_at in joined.items():
            self._decide(self._account_of[known], Enrol(event_at))

    def take(self, request: Request) -> Outcome:
        """Decide one request on the accounts as they now stand."""
        command = request.command
        if command.event_at > self.now + FUTURE_TOLERANCE:
            return _refused(Refusal("event_in_future", {"event_at": command.event_at, "now": self.now}))
        account_id = self._account(request)
        if account_id is None and request.member is not None:
            return _refused(Refusal("unknown_member", {"kind": request.member.kind}))
        if not isinstance(command, RecordPurchase):
            return self._decide(account_id, command) if account_id is not None else UNCHANGED
        return self._purchase(request, command, account_id)

    def apply(self) -> None:
        """Write everything that was decided."""
        changed = {id_: self._accounts[id_] for posting in self._postings if (id_ := posting.account_id) is not None}
        batch = Batch(self.program.id, self._postings, changed, self._moved, self._lots_before, self.manner.history)
        post(batch)

    def _find_members(self, requests: Sequence[Request]) -> dict[Known, int]:
        """Account ids of all members named; those who join now, with the time of the event they join by."""
        named: dict[Known, int] = {}
        for request in requests:
            if request.member is not None and _may_be_first(request.command):
                named.setdefault(request.member, request.command.event_at)
        by_key = {known.key(self.program.key): known for known in named}
        found = members.find(list(by_key), self.program.id)
        self._account_of = {by_key[key]: account_id for key, account_id in found.items()}
        if not self.manner.enrol:
            return {}
        new = {known: at for known, at in named.items() if known not in self._account_of and at <= self.now}
        self._account_of.update(members.create(self.program.id, self.program.key, new))
        return new

    def _purchase(self, request: Request, command: RecordPurchase, account_id: int | None) -> Outcome:
        content = body(command)
        fingerprint = digest(content)
        key = self._key_of[(command.purchase.source, request.reference)]
        if (before := self._accepted.get(key)) is not None:
            return _repeated(before, account_id, fingerprint)
        row = PurchaseRow(command.purchase, content, key, request.reference)
        if account_id is None:
            if refusal := faults(command.purchase):
                return _refused(refusal)
            stamp = self._stamp(command, self.now, key, fingerprint)
            self._postings.append(Posting(None, "record_purchase", stamp, self._horizon(command), (), b"", row))
            outcome = Outcome("done")
        else:
            outcome = self._decide(account_id, command, row, fingerprint)
        if outcome.status == "done":
            self._accepted[key] = keys.Accepted(account_id, fingerprint, None, None)
        return outcome

    def _decide(
        self, account_id: int, command: Command, row: PurchaseRow | None = None, fingerprint: bytes = b""
    ) -> Outcome:
        account = self._accounts[account_id]
        content = b"" if row else body(command)
        recorded_at = max(self.now, account.recorded_at)
        stamp = self._stamp(command, recorded_at, row.order_key if row else b"", fingerprint or digest(content))
        horizon = self._horizon(command)
        decided = decide(account, command, Setting(stamp, self.program.versions, horizon))
        if isinstance(decided, Refusal):
            return _refused(decided)
        if not decided.transactions:
            return UNCHANGED
        self._keep(account_id, decided)
        self._postings.append(Posting(account_id, name(command), stamp, horizon, decided.transactions, content, row))
        return Outcome("done", decided.awarded)

    def _keep(self, account_id: int, decided: Decision) -> None:
        self._accounts[account_id] = decided.account
        self._moved.setdefault(account_id, {}).update(decided.changed)

    def _stamp(self, command: Command, recorded_at: int, key: bytes, fingerprint: bytes) -> Stamp:
        return Stamp(
            recorded_at=recorded_at,
            event_at=command.event_at,
            effective_at=min(command.event_at, recorded_at),
            actor=self.manner.actor,
            channel=self.manner.channel,
            natural_key=key,
            body_digest=fingerprint,
        )

    def _horizon(self, command: Command) -> int:
        at_its_own_time = self.manner.history or isinstance(command, Advance)
        return min(command.event_at, self.now) if at_its_own_time else self.now

    def _account(self, request: Request) -> int | None:
        if request.account_id is not None:
            return request.account_id
        return self._account_of.get(request.member) if request.member is not None else None


def _may_be_first(command: Command) -> bool:
    """Whether a member may join by it: nobody joins by a purchase that will be refused."""
    return not isinstance(command, RecordPurchase) or faults(command.purchase) is None


def _with_lots(account: Account, lots: dict[int, Lot]) -> Account:
    return Account(
        head=account.head,
        seq=account.seq,
        lot_count=account.lot_count,
        recorded_at=account.recorded_at,
        next_due_at=account.next_due_at,
        status=account.status,
        wallets=account.wallets,
        lots=lots,
    )


def _repeated(before: keys.Accepted, account_id: int | None, fingerprint: bytes) -> Outcome:
    if before.account_id != account_id:
        return _refused(Refusal("purchase_belongs_to_other_member"))
    if before.digest != fingerprint:
        return _refused(Refusal("natural_key_conflict"))
    return UNCHANGED


def _refused(refusal: Refusal) -> Outcome:
    return Outcome("refused", refusal=refusal)
