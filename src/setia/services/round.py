"""One round of a batch: gather, decide, apply.

gather: find members, lock their accounts, load what the engine names. decide: in order of arrival, purely, each on the
accounts as the one before left them. apply: multi-row inserts, the log moved on last.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from setia.engine.calendar import MINUTE
from setia.engine.commands import Command, EditPurchase, Enrol, MergeOut, RecordPurchase, UnmergeOut
from setia.engine.decide import FirstHalf, Parcel, Setting, needs, second_half
from setia.engine.ledger.state import Account, Needs, both
from setia.engine.purchase import faults
from setia.engine.refusals import Refusal
from setia.services.deciding import FAULT, Deciding, Foreseen
from setia.services.foreseeing import Turn
from setia.services.forgotten import Forgotten
from setia.services.freeze_spending import Frozen
from setia.services.gathering import BY_NUMBER, sees
from setia.services.guarding import Lasting
from setia.services.naming import Named
from setia.services.newcomers import Newcomers, renamed, taken
from setia.services.offers import Offers
from setia.services.receipts import Receipts
from setia.services.repeats import Repeats
from setia.services.requests import UNCHANGED, Manner, Outcome, Request
from setia.services.sent_again import sent_again
from setia.services.stamping import Stamper, natural_key
from setia.services.writing import Decided, Writing
from setia.storage import loading
from setia.storage.appending import Posting, PurchaseRow
from setia.storage.members import Known
from setia.storage.posting import post
from setia.storage.programs import LoadedProgram

FUTURE_TOLERANCE = 5 * MINUTE
"""How far ahead of our clock an event may claim to be (ledger 4.14)."""


class Round:
    """The accounts as they stand after the commands taken so far, and what is to be written."""

    def __init__(self, program: LoadedProgram, manner: Manner, now: int, repeats: Repeats, lasting: Lasting) -> None:
        self._program, self._manner, self._now, self._repeats = program, manner, now, repeats
        self._kept, self._watch = lasting
        self.written: list[int] = []
        """Ids of its transactions, for the log."""
        self._forgotten, self._frozen = Forgotten(program.id), Frozen()
        self._newcomers = Newcomers(program, now)
        self._account_of: dict[Known, int] = {}
        self._accounts: dict[int, Account] = {}
        self._busy: set[int] = set()
        self._parted = False
        """Whether members were parted again: whose account is whose is found out anew by what comes after."""
        self._account_keys: dict[int, str] = {}
        self._found: dict[int, Account] = {}
        self._receipts = Receipts(program.key)
        self._gathered: dict[int, Needs] = {}
        self._stamper = Stamper(manner, now)
        self._writing, self._offers = Writing(), Offers(program)
        self._deciding = Deciding(program, self._stamper, self._offers, self._watch)

    def take(self, requests: Sequence[Request]) -> list[Outcome]:
        """Gather, decide and apply; outcomes of as many requests, from the first on, as this round sees to, or none."""
        self.gather(requests)
        outcomes = self.decide(requests)
        self.apply()
        return outcomes

    def gather(self, requests: Sequence[Request], batch: Named | None = None) -> None:
        """Find members, lock their accounts, load what the engine names."""
        self._named = Named(self._program, requests, batch)
        self._find_members(requests)
        self._gather(requests)

    def shares(self, other: Round) -> bool:
        """Whether both have gathered an account that is there already: then one must see what the other has written."""
        return any(id_ > 0 and id_ in other._accounts for id_ in self._accounts)

    def turns(self, requests: Sequence[Request]) -> list[Turn]:
        """The purchases among the requests, account by account, for whoever can decide them ahead."""
        turns: dict[int, Turn] = {}
        for request in requests:
            account_id, command = self._account(request), request.command
            if account_id in self._accounts and isinstance(command, RecordPurchase):
                turn = turns.setdefault(account_id, Turn(self._accounts[account_id], []))
                row = self._receipts.row(request, command)
                turn.purchases.append((row.order_key, row.body))
        return list(turns.values())

    def decide(self, requests: Sequence[Request], foreseen: Foreseen | None = None) -> list[Outcome]:
        """Decide in order of arrival; what was decided ahead is taken from there."""
        self._deciding.foreseen = foreseen or {}
        outcomes: list[Outcome] = []
        for request in requests:
            self._stamper.asked_by(request)
            if request.member in self._moved or (outcomes and (self._parted or not self._sees_enough(request))):
                break  # the next round sees to it, and finds a member who has moved where he now is
            if (outcome := self._repeats.answer(request)) is None:
                account_id = self._account(request)  # where it is decided; a merge sends later ones elsewhere
                outcome = self._repeats.note(request, self._one(request), account_id)
            outcomes.append(outcome)
        return outcomes

    def apply(self) -> None:
        """Write what was decided, all but its place in the log."""
        batch = self._writing.batch(self._program.id, self._accounts, self._found, self._offers)
        ids = self._newcomers.settle(sorted(self._writing.touched, reverse=True))
        self._repeats.rename(ids)
        self.written = post(batch := renamed(batch, ids))
        self._watch.rename(ids)
        self._kept.keep(batch.accounts, {ids.get(id_, id_): need for id_, need in self._gathered.items()})

    def _find_members(self, requests: Sequence[Request]) -> None:
        """Account ids of all members named; provisional ones for those who may join now."""
        latest, named = self._now + FUTURE_TOLERANCE, dict[Known, int]()
        for request in requests:
            member, joins = request.member, self._manner.enrol or request.joins
            if member is not None and joins and request.command.event_at <= latest:
                named.setdefault(member, request.command.event_at)
        self._forgotten.look_up(self._named.by_key)
        self._account_of = dict(self._named.found)
        unknown = {known: at for known, at in named.items() if known not in self._account_of}
        joining = {one: at for one, at in self._forgotten.joining(unknown, requests).items() if at <= latest}
        self._account_of.update(self._newcomers.expect(joining))

    def _gather(self, requests: Sequence[Request]) -> None:
        """Lock the accounts and load heads, natural keys, and what the engine names."""
        known = sorted({id_ for r in requests for id_ in (self._account(r), r.to_account_id) if id_ and id_ > 0})
        heads = self._kept.lock(known, skip_busy=self._manner.skip_busy)
        self._moved = self._named.moved()
        self._busy = {id_ for id_ in known if id_ not in heads} if self._manner.skip_busy else set()
        self._accounts = {**heads, **self._newcomers.accounts()}
        self._forgotten.look_among(self._accounts)
        self._frozen.look_among(self._accounts, requests)
        self._account_keys = loading.account_keys(
            {id_ for r in requests if r.to_account_id for id_ in (self._account(r), r.to_account_id) if id_}
        )
        self._found = dict(self._accounts)
        self._receipts.look_up(requests)
        wanted: dict[int, Needs] = {}
        for request in requests:
            for id_ in (self._account(request), request.to_account_id):
                if id_ in self._accounts:
                    found = self._needs(id_, self._receipts.meant(request))
                    wanted[id_] = both(wanted[id_], found) if id_ in wanted else found
        self._gathered = self._kept.fill(self._accounts, wanted)
        self._repeats.claim(requests)
        self._offers.lock(wanted, len(requests), self._newcomers.keys())

    def _sees_enough(self, request: Request) -> bool:
        """Whether what was gathered is what the command needs now, after the commands before it."""
        if self._receipts.is_unstored(request) or self._joined_just_now(request):
            return False
        for id_ in (self._account(request), request.to_account_id):
            if id_ not in self._accounts:
                continue
            command, touched = self._receipts.meant(request), id_ in self._writing.touched
            if command is request.command and not touched and not isinstance(command, BY_NUMBER):
                continue  # what was gathered is what this very command needed, and nothing has changed since
            need = self._needs(id_, command)
            if not sees(self._accounts[id_], self._gathered[id_], need, touched=touched):
                return False
            if not self._offers.knows(need):
                return False
        return True

    def _joined_just_now(self, request: Request) -> bool:
        """Whether a newcomer of this round is to send something to another account, which knows stored ones only."""
        account_id = self._account(request)
        return isinstance(request.command, FirstHalf) and account_id in self._writing.touched and (account_id or 0) < 0

    def _needs(self, account_id: int, command: Command) -> Needs:
        account = self._accounts[account_id]
        return needs(account, command, Setting(self._stamper.stamp(command, account), self._program.versions))

    def _one(self, request: Request) -> Outcome:
        """Decide one request on the accounts as they now stand."""
        command = request.command
        if command.event_at > self._now + FUTURE_TOLERANCE:
            return _refused(Refusal("event_in_future", {"event_at": command.event_at, "now": self._now}))
        account_id = self._account(request)
        if account_id in self._busy or request.to_account_id in self._busy:
            return Outcome("busy")
        refusal = self._forgotten.refusal(request, account_id) or self._frozen.refusal(request, account_id)
        if refusal := refusal or taken(request, account_id, self._accounts):
            return _refused(refusal)
        is_nobody = account_id is None or (account_id < 0 and not self._may_join(request, account_id))
        if is_nobody and not (request.member is None and isinstance(command, RecordPurchase)):
            return _refused(Refusal("unknown_member", {"kind": request.member.kind if request.member else ""}))
        if isinstance(command, RecordPurchase):
            return self._purchase(request, command, account_id)
        assert account_id is not None
        if isinstance(command, FirstHalf):
            return self._between(request, account_id, command)
        return self._take_in(account_id, command, None, request)

    def _may_join(self, request: Request, account_id: int) -> bool:
        """Whether a newcomer may be there by this request, or is by one before it; sending needs one who is stored."""
        may = self._manner.enrol or request.joins or account_id in self._writing.touched
        return may and not isinstance(request.command, FirstHalf)

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
        row = self._receipts.row(request, command)
        if (before := self._receipts.before(row)) is not None:
            edit = self._receipts.meant(request)
            if isinstance(edit, EditPurchase) and before.account_id == account_id and account_id is not None:
                return self._keep(self._decide(account_id, edit, self._receipts.row(request, edit)), request)
            again = sent_again(self._program, before, account_id, row)
            if isinstance(again, Outcome):
                return self._receipts.first_result(row, before) if again is UNCHANGED else again
            row = again
        if account_id is not None:
            outcome = self._take_in(account_id, command, row, request)
        elif refusal := faults(command.purchase):
            return _refused(refusal)
        else:
            stamp = self._stamper.stamp(command, None, natural_key(command, row), row.digest)
            self._writing.add_guest(Posting(None, stamp, (), b"", row))
            outcome = Outcome("done")
        if outcome.status == "done":
            self._receipts.remember(row, account_id, outcome)
            self._watch.count_prices(request)
        return outcome

    def _between(self, request: Request, account_id: int, command: FirstHalf) -> Outcome:
        """Both halves or neither: what the first account sends is a command of its own for the second."""
        to_account_id = request.to_account_id
        if to_account_id is None or to_account_id not in self._accounts:
            return _refused(Refusal("unknown_member"))
        if to_account_id == account_id:
            return _refused(Refusal("same_account"))
        sent = self._decide(account_id, msgspec.structs.replace(command, counterpart=self._account_keys[to_account_id]))
        if isinstance(sent, Refusal):
            return _refused(sent)
        if not sent.decision.transactions:  # it was done before
            return self._keep(sent, request)
        parcel = sent.decision.parcel or Parcel()
        got = self._decide(to_account_id, second_half(command, parcel, self._account_keys[account_id]))
        if isinstance(got, Refusal):
            return _refused(got)
        outcome = self._keep(sent, request)
        self._keep(got)
        if isinstance(command, MergeOut):
            self._writing.aliases[account_id] = to_account_id
            self._account_of.update({one: to_account_id for one, id_ in self._account_of.items() if id_ == account_id})
        elif isinstance(command, UnmergeOut):
            self._writing.aliases[to_account_id] = None
            self._parted = True
        return outcome

    def _decide(self, account_id: int, command: Command, row: PurchaseRow | None = None) -> Decided | Refusal:
        return self._deciding.decide(account_id, self._accounts[account_id], command, row)

    def _keep(self, decided: Decided | Refusal, request: Request | None = None) -> Outcome:
        """Let a decision stand, with what people wrote in the request: the commands after it see it."""
        if isinstance(decided, Refusal):
            return _refused(decided)
        posting, decision = decided.posting, decided.decision
        assert posting.account_id is not None
        self._accounts[posting.account_id] = decision.account
        self._writing.touched.add(posting.account_id)
        if not decision.transactions:
            return UNCHANGED
        self._offers.take(posting.account_id, decision)
        self._watch.count(posting.account_id, decision, posting.stamp.effective_at)
        # A purchase's receipt number is in its own row.
        words = ("" if posting.purchase else request.reference, request.note) if request is not None else ("", "")
        self._writing.add(decided, words)
        return Outcome("done", decision.awarded, decision.known_as)

    def _account(self, request: Request) -> int | None:
        named = self._account_of.get(request.member) if request.member is not None else None
        return named if request.account_id is None else request.account_id


def _refused(refusal: Refusal) -> Outcome:
    return Outcome("failed") if refusal is FAULT else Outcome("refused", refusal=refusal)
