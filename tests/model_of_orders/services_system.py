"""A shop as its services offer it, on a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection

from setia.engine import commands as c
from setia.engine.ledger.as_of import as_of
from setia.engine.ledger.issued import Issued
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.state import Needs
from setia.replay.verify import verify
from setia.services.advance import move_clock, sweep
from setia.services.apply_program import apply_program
from setia.services.batch import Manner, Outcome, Request, apply
from setia.services.claim_purchase import claim, receipt_token
from setia.services.documents import read_program
from setia.services.move_purchase import Move as MoveTo
from setia.services.move_purchase import move_purchase
from setia.services.stamping import order_key
from setia.services.update_person import Changes, update_person
from setia.storage import besides, clock, loading, programs
from setia.storage.audit.run import audit
from setia.storage.members import Known
from setia.storage.models import Member, Transaction
from setia.storage.reading import find_member, member_page
from tests.model.lots import Flows
from tests.model.services_system import Database, stored_flows
from tests.model.system import Answer
from tests.model_of_orders.asked import RIGHT, Asked, Back, Born, Buy, Claim, Merge, Move, Unmerge
from tests.model_of_orders.programs import Version
from tests.model_of_orders.system import Seen

TILL = Manner("Siti", "till", enrol=True)
DESK = Manner("Siti", "desk")
EVERYTHING = Needs(open_lots=True, counters_since="")


class ServicesSystem:
    """Batches, claims, moves, sweeps and pages over one database."""

    def __init__(self, database: Database, first: Version) -> None:
        self._connected = database()
        self._connected.__enter__()
        self._own_ids: dict[str, int] = {}
        self._tokens: dict[str, str] = {}
        self._merges: dict[str, int] = {}
        self.change(first)

    def take(self, asked: Asked) -> Answer:
        """By whatever service it is for."""
        name, what = asked
        verbs: dict[type, Callable[[str, Any], Outcome]] = {
            Buy: self._buy,
            Claim: self._claim,
            Move: self._move,
            Merge: self._merge,
            Unmerge: self._unmerge,
            c.CancelReward: self._cancel,
            Born: self._born,
        }
        return _answer(verbs.get(type(what), self._apply)(name, what))

    def take_together(self, asked: Sequence[Asked]) -> list[Answer]:
        """Purchases, returns and commands in one batch."""
        outcomes = apply(self._program, [self._request(*one) for one in asked], TILL)
        for name, what in asked:
            if isinstance(what, Buy) and not name:
                self._keep_token(what)
        return [_answer(outcome) for outcome in outcomes]

    def _request(self, name: str, what: Any) -> Request:
        member = Known("external", name) if name else None
        if isinstance(what, Buy):
            return Request(c.RecordPurchase(what.purchase), member, reference=what.receipt)
        if isinstance(what, Back):
            command = c.Return(what.at, 0, what.refund, what.cause)
            return Request(command, order=order_key(self._program.key, "till", what.receipt), reference=what.refund.id)
        return Request(what, member)

    def _apply(self, name: str, what: Any) -> Outcome:
        joining = isinstance(what, Buy | c.Enrol)
        return apply(self._program, [self._request(name, what)], TILL if joining else DESK)[0]

    def _buy(self, name: str, buy: Buy) -> Outcome:
        outcome = self._apply(name, buy)
        if not name:
            self._keep_token(buy)
        return outcome

    def _keep_token(self, buy: Buy) -> None:
        """What is printed on a guest's receipt."""
        if buy.receipt not in self._tokens:
            token = receipt_token(self._program, buy.purchase.source, buy.receipt)
            if isinstance(token, str):
                self._tokens[buy.receipt] = token

    def _claim(self, name: str, asked: Claim) -> Outcome:
        return claim(self._program, self._tokens[asked.receipt], self._id(name), DESK)

    def _move(self, _: str, move: Move) -> Outcome:
        return move_purchase(self._program, MoveTo("till", move.receipt, self._id(move.to), "wrong_card"), DESK)

    def _merge(self, name: str, merge: Merge) -> Outcome:
        command, other = c.MergeOut(clock.read(), ""), self._id(merge.to)
        request = Request(command, Known("external", name), to_account_id=other)
        outcome = apply(self._program, [request], DESK)[0]
        if outcome.status == "done":
            known = Transaction.objects.filter(account_id=other).exclude(counterpart="").order_by("-seq")
            self._merges[name] = known[0].seq
        return outcome

    def _unmerge(self, name: str, unmerge: Unmerge) -> Outcome:
        command = c.UnmergeOut(clock.read(), self._merges.get(unmerge.member, 0), "")
        own = self._own_ids[unmerge.member]
        return apply(self._program, [Request(command, Known("external", name), to_account_id=own)], DESK)[0]

    def _born(self, name: str, born: Born) -> Outcome:
        member = find_member(self._program, name)
        assert member is not None
        update_person(self._program, member, Changes(birth_date=f"--{born.birthday}"))
        return Outcome("done")

    def _cancel(self, name: str, cancel: c.CancelReward) -> Outcome:
        if cancel.redemption == RIGHT:
            mine = self._seen([self._id(name)])[self._id(name)].rewards.get(cancel.number)
            redemption = 0 if mine is None or mine.order else mine.seq
            cancel = c.CancelReward(cancel.event_at, cancel.number, redemption, cancel.cause)
        return self._apply(name, cancel)

    def _id(self, name: str) -> int:
        """The account on which a member's events land."""
        found = find_member(self._program, name)
        assert found is not None
        return int(found.account_id)

    def _own_id(self, name: str) -> int:
        """A member's own account, looked up before he can have been merged into another."""
        if name not in self._own_ids:
            self._own_ids[name] = self._id(name)
        return self._own_ids[name]

    def _rewards(self, account_id: int) -> dict[int, Issued]:
        return dict(sorted(besides.all_rewards(account_id).items()))

    def move_clock(self, to: int) -> None:
        """Time passes."""
        move_clock(to)

    def sweep(self) -> int:
        """Book everything due."""
        return sweep(self._program).accounts

    def change(self, version: Version) -> None:
        """Apply a document."""
        text = version.document()
        apply_program(read_program(text), text, "owner")
        self._program = programs.load()

    def restart(self) -> None:
        """A new connection and a new reading of the program."""
        connection.close()
        self._program = programs.load()

    def members(self, names: Iterable[str]) -> dict[str, Seen]:
        """All of them in a few statements, as `member_page` shows one."""
        ids = {self._own_id(name): name for name in names}
        return {ids[id_]: shown for id_, shown in self._seen(ids).items()}

    def _seen(self, ids: Iterable[int]) -> dict[int, Seen]:
        heads = loading.read_heads(ids)
        loading.fill(heads, dict.fromkeys(heads, EVERYTHING))
        now, found = clock.read(), dict[int, Seen]()
        for id_, head in heads.items():
            account = as_of(head, now, self._program.versions)
            found[id_] = Seen(
                account.status,
                dict(account.wallets),
                [lot for _, lot in sorted(account.lots.items()) if lot.is_open()],
                account.progress.tiers.get("club"),
                {no: one for no, one in sorted(account.rewards.items()) if one.state == "issued"},
                dict(account.counters),
            )
        return found

    def books(self, names: Iterable[str]) -> dict[str, tuple[list[Lot], dict[int, Issued]]]:
        """As they are stored."""
        ids = {name: self._own_id(name) for name in names}
        return {
            name: ([lot for _, lot in sorted(loading.all_lots(id_).items())], self._rewards(id_))
            for name, id_ in ids.items()
        }

    def stock(self) -> dict[str, int]:
        """Of all members."""
        return dict(besides.spent(self._program.id).stock)

    def faults(self) -> list[str]:
        """The audit, the law, and the page of every member against all of them read at once."""
        found = [f"{one.code} {one.what}: {one.found}" for check in audit() for one in check.findings]
        found += [f"law: {one.why} of account {one.account_id}" for one in verify(self._program).differences]
        for name, shown in self.members(list(self._own_ids)).items():
            page = member_page(Member.objects.get(account_id=self._own_ids[name]), self._program, clock.read(), 5)
            level = shown.level.level if shown.level else "base"
            rewards = sorted(one.no for one in page.rewards)
            told = (page.status, page.wallets, list(page.open_lots), page.levels[0].level, rewards)
            if told != (shown.status, shown.wallets, shown.lots, level, list(shown.rewards)):
                found.append(f"page of {name}: {page}, expected {shown}")
        return found

    def flows(self) -> Flows:
        """From the entries."""
        return stored_flows()

    def close(self) -> None:
        """Disconnect and drop the database."""
        self._connected.__exit__(None, None, None)


def _answer(outcome: Outcome) -> Answer:
    code = outcome.refusal.code if outcome.refusal else None
    return Answer(outcome.status, code, outcome.awarded, outcome.seq)
