"""One round of a batch: gather, decide, apply.

gather: find members, lock their accounts, load what the engine names. decide: in order of arrival, purely, each on the
accounts as the one before left them. apply: multi-row inserts, the log moved on last.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from setia.engine.calendar import MINUTE
from setia.engine.commands import (
    Advance,
    Command,
    Enrol,
    MergeOut,
    RecordPurchase,
    TransferOut,
    UnmergeOut,
    body,
    digest,
    name,
)
from setia.engine.decide import Decision, Parcel, Setting, decide, needs, second_half
from setia.engine.ledger.entries import Stamp
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.state import Account, Needs, both
from setia.engine.purchase import faults
from setia.engine.refusals import Refusal
from setia.services.forgotten import Forgotten
from setia.services.newcomers import Newcomers, renamed
from setia.services.repeats import Repeats
from setia.services.requests import UNCHANGED, Manner, Outcome, Request
from setia.services.sent_again import sent_again
from setia.storage import keys, loading, members
from setia.storage.appending import Posting, PurchaseRow
from setia.storage.members import Known
from setia.storage.posting import Batch, post
from setia.storage.programs import LoadedProgram

FUTURE_TOLERANCE = 5 * MINUTE
"""How far ahead of our clock an event may claim to be (ledger 4.14)."""


class Round:
    """The accounts as they stand after the commands taken so far, and what is to be written."""

    def __init__(self, program: LoadedProgram, manner: Manner, now: int, repeats: Repeats) -> None:
        self._program, self._manner, self._now, self._repeats = program, manner, now, repeats
        self._forgotten = Forgotten(program.id)
        self._newcomers = Newcomers(program, now)
        self._account_of: dict[Known, int] = {}
        self._key_of: dict[tuple[str, str], bytes] = {}
        self._accounts: dict[int, Account] = {}
        self._account_keys: dict[int, str] = {}
        self._lots_before: dict[int, int] = {}
        self._accepted: dict[bytes, keys.Accepted] = {}
        self._postings: list[Posting] = []
        self._gathered: dict[int, Needs] = {}
        self._touched: set[int] = set()
        self._aliases: dict[int, int | None] = {}
        self._lots: dict[int, dict[int, Lot]] = {}
        self._holds: dict[int, dict[int, Hold]] = {}

    def take(self, requests: Sequence[Request]) -> list[Outcome]:
        """Gather, decide and apply; the outcomes of as many requests, from the first on, as this round can see to."""
        self._find_members(requests)
        self._gather(requests)
        outcomes: list[Outcome] = []
        for request in requests:
            if outcomes and not self._sees_enough(request):
                break
            outcomes.append(
                self._repeats.answer(request) or self._repeats.note(request, self._one(request), self._account(request))
            )
        self._apply()
        return outcomes

    def _apply(self) -> None:
        batch = Batch(
            self._program.id,
            self._postings,
            {id_: self._accounts[id_] for id_ in sorted(self._touched)},
            self._lots,
            self._lots_before,
            self._holds,
            self._manner.history,
            self._aliases,
        )
        ids = self._newcomers.settle(sorted(self._touched, reverse=True))
        self._repeats.rename(ids)
        post(renamed(batch, ids))

    def _find_members(self, requests: Sequence[Request]) -> None:
        """Account ids of all members named; provisional ones for those who may join now."""
        latest = self._now + FUTURE_TOLERANCE
        named: dict[Known, int] = {}
        for request in requests:
            if request.member is not None and request.command.event_at <= latest:
                named.setdefault(request.member, request.command.event_at)
        by_key = {one.member.key(self._program.key): one.member for one in requests if one.member is not None}
        found = members.find(list(by_key), self._program.id)
        self._forgotten.look_up(by_key)
        self._account_of = {by_key[key]: account_id for key, account_id in found.items()}
        if self._manner.enrol:
            unknown = {known: at for known, at in named.items() if known not in self._account_of}
            joining = {one: at for one, at in self._forgotten.joining(unknown, requests).items() if at <= latest}
            self._account_of.update(self._newcomers.expect(joining))

    def _gather(self, requests: Sequence[Request]) -> None:
        """Lock the accounts and load heads, natural keys, and what the engine names."""
        ids = {id_ for request in requests for id_ in (self._account(request), request.to_account_id) if id_}
        self._accounts = {**loading.lock_heads(id_ for id_ in ids if id_ > 0), **self._newcomers.accounts()}
        self._forgotten.look_among(self._accounts)
        self._account_keys = loading.account_keys(
            {id_ for r in requests if r.to_account_id for id_ in (self._account(r), r.to_account_id) if id_}
        )
        self._lots_before = {id_: account.lot_count for id_, account in self._accounts.items()}
        self._key_of = {
            (r.command.purchase.source, r.reference): keys.keyed_hash(
                self._program.key, "purchase", r.command.purchase.source, r.reference
            )
            for r in requests
            if isinstance(r.command, RecordPurchase)
        }
        self._accepted = keys.accepted(self._key_of.values())
        wanted: dict[int, Needs] = {}
        for request in requests:
            for id_ in (self._account(request), request.to_account_id):
                if id_ in self._accounts:
                    found = needs(self._accounts[id_], request.command, self._horizon(request.command))
                    wanted[id_] = both(wanted[id_], found) if id_ in wanted else found
        loading.fill(self._accounts, wanted)
        self._gathered = wanted
        self._repeats.claim(requests)

    def _sees_enough(self, request: Request) -> bool:
        """Whether what was gathered is what the command needs now, after the commands before it."""
        for id_ in (self._account(request), request.to_account_id):
            if id_ is None or id_ not in self._accounts:
                continue
            need = needs(self._accounts[id_], request.command, self._horizon(request.command))
            looks_back = bool(need.past) or need.lots_since is not None
            if looks_back and (id_ in self._touched or not set(need.past) <= set(self._gathered[id_].past)):
                return False
            if need.hold and need.hold not in (self._gathered[id_].hold, *self._accounts[id_].holds):
                return False
            if need.open_lots and not self._accounts[id_].complete:
                return False
        return True

    def _one(self, request: Request) -> Outcome:
        """Decide one request on the accounts as they now stand."""
        command = request.command
        if command.event_at > self._now + FUTURE_TOLERANCE:
            return _refused(Refusal("event_in_future", {"event_at": command.event_at, "now": self._now}))
        account_id = self._account(request)
        if refusal := self._forgotten.refusal(request, account_id):
            return _refused(refusal)
        if account_id is None and not (request.member is None and isinstance(command, RecordPurchase)):
            return _refused(Refusal("unknown_member", {"kind": request.member.kind if request.member else ""}))
        if isinstance(command, RecordPurchase):
            return self._purchase(request, command, account_id)
        assert account_id is not None
        if isinstance(command, TransferOut | MergeOut | UnmergeOut):
            return self._between(request, account_id, command)
        return self._take_in(account_id, command, None, request)

    def _take_in(self, account_id: int, command: Command, row: PurchaseRow | None, request: Request) -> Outcome:
        """Let a command stand if it is accepted; a newcomer joins just before it, and only then."""
        empty = self._accounts[account_id]
        if account_id < 0 and isinstance(command, Enrol):
            self._newcomers.joins(account_id, command.event_at)
        if account_id > 0 or empty.seq or isinstance(command, Enrol):
            return self._keep(self._decide(account_id, command, row), request)
        joined = self._decide(account_id, Enrol(self._newcomers.joins(account_id, command.event_at)))
        if isinstance(joined, Refusal):
            return _refused(joined)
        self._accounts[account_id] = joined.decision.account
        decided = self._decide(account_id, command, row)
        if isinstance(decided, Refusal):
            self._accounts[account_id] = empty
            return _refused(decided)
        self._keep(joined)
        return self._keep(decided, request)

    def _purchase(self, request: Request, command: RecordPurchase, account_id: int | None) -> Outcome:
        content = body(command)
        key = self._key_of[(command.purchase.source, request.reference)]
        if (before := self._accepted.get(key)) is not None:
            return sent_again(before, account_id, digest(content))
        row = PurchaseRow(command.purchase, content, key, request.reference)
        if account_id is None:
            if refusal := faults(command.purchase):
                return _refused(refusal)
            self._postings.append(Posting(None, self._stamp(command, self._now, content, key), (), b"", row))
            outcome = Outcome("done")
        else:
            outcome = self._take_in(account_id, command, row, request)
        if outcome.status == "done":
            self._accepted[key] = keys.Accepted(account_id, digest(content), None, None)
        return outcome

    def _between(self, request: Request, account_id: int, command: TransferOut | MergeOut | UnmergeOut) -> Outcome:
        """Both halves or neither: what the first account sends is a command of its own for the second."""
        to_account_id = request.to_account_id
        if to_account_id is None or to_account_id not in self._accounts:
            return _refused(Refusal("unknown_member"))
        if to_account_id == account_id:
            return _refused(Refusal("same_account"))
        sent = self._decide(account_id, msgspec.structs.replace(command, counterpart=self._account_keys[to_account_id]))
        if isinstance(sent, Refusal):
            return _refused(sent)
        parcel = sent.decision.parcel or Parcel()
        got = self._decide(to_account_id, second_half(command, parcel, self._account_keys[account_id]))
        if isinstance(got, Refusal):
            return _refused(got)
        outcome = self._keep(sent, request)
        self._keep(got)
        if isinstance(command, MergeOut):
            self._aliases[account_id] = to_account_id
            self._account_of.update({one: to_account_id for one, id_ in self._account_of.items() if id_ == account_id})
        elif isinstance(command, UnmergeOut):
            self._aliases[to_account_id] = None
        return outcome

    def _decide(self, account_id: int, command: Command, row: PurchaseRow | None = None) -> _Decided | Refusal:
        account = self._accounts[account_id]
        content = row.body if row else body(command)
        stamp = self._stamp(command, max(self._now, account.recorded_at), content, row.order_key if row else b"")
        decided = decide(account, command, Setting(stamp, self._program.versions))
        if isinstance(decided, Refusal):
            return decided
        posting = Posting(account_id, stamp, decided.transactions, b"" if row else content, row)
        return _Decided(posting, decided)

    def _keep(self, decided: _Decided | Refusal, request: Request | None = None) -> Outcome:
        """Let a decision stand, with what people wrote in the request: the commands after it see it."""
        if isinstance(decided, Refusal):
            return _refused(decided)
        posting, decision = decided.posting, decided.decision
        assert posting.account_id is not None
        self._accounts[posting.account_id] = decision.account
        self._touched.add(posting.account_id)
        if not decision.transactions:
            return UNCHANGED
        self._lots.setdefault(posting.account_id, {}).update(decision.changed)
        self._holds.setdefault(posting.account_id, {}).update(decision.holds)
        if request is not None:  # a purchase's receipt number is in its own row
            words = ("" if posting.purchase else request.reference, request.note)
            posting = msgspec.structs.replace(posting, words=words)
        self._postings.append(posting)
        return Outcome("done", decision.awarded, decision.transactions[-1].seq)

    def _stamp(self, command: Command, recorded_at: int, content: bytes, key: bytes) -> Stamp:
        return Stamp(
            command=name(command),
            recorded_at=recorded_at,
            event_at=command.event_at,
            effective_at=min(command.event_at, recorded_at),
            horizon=self._horizon(command),
            actor=self._manner.actor,
            channel=self._manner.channel,
            natural_key=key,
            body_digest=digest(content),
        )

    def _horizon(self, command: Command) -> int:
        at_its_own_time = self._manner.history or isinstance(command, Advance)
        return min(command.event_at, self._now) if at_its_own_time else self._now

    def _account(self, request: Request) -> int | None:
        if request.account_id is not None:
            return request.account_id
        return self._account_of.get(request.member) if request.member is not None else None


class _Decided(msgspec.Struct, frozen=True):
    posting: Posting
    decision: Decision


def _refused(refusal: Refusal) -> Outcome:
    return Outcome("refused", refusal=refusal)
