"""The system as its services offer it, on a database of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager

from django.db import connection

from setia.engine.commands import Enrol, RecordPurchase, UnmergeOut
from setia.engine.ledger.as_of import as_of
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.state import Account, Needs
from setia.replay.verify import verify
from setia.services.advance import move_clock, sweep
from setia.services.apply_program import apply_program
from setia.services.batch import Manner, Request, apply
from setia.services.documents import read_program
from setia.storage import clock, loading, programs
from setia.storage.audit.run import audit
from setia.storage.members import Known
from setia.storage.models import Member
from setia.storage.reading import find_member, member_page
from tests.model.lots import Flows
from tests.model.programs import Version
from tests.model.replies import Asked
from tests.model.system import Answer, Seen

Database = Callable[[], AbstractContextManager[str]]
"""A fresh database, connected for as long as it is entered; its URL."""


class ServicesSystem:
    """Batches, sweeps and pages over one database."""

    def __init__(self, database: Database, first: Version) -> None:
        self._connected = database()
        self._connected.__enter__()
        self._own_ids: dict[str, int] = {}
        self.change(first)

    def take(self, asked: Sequence[Asked]) -> list[Answer]:
        """One batch. Members join by joining or buying, not by anything else."""
        history = any(one.history for one in asked)
        joining = any(isinstance(one.command, Enrol | RecordPurchase) for one in asked)
        manner = Manner("Siti", "import" if history else "till", history=history, enrol=joining)
        outcomes = apply(self._program, [self._request(one) for one in asked], manner)
        return [
            Answer(outcome.status, outcome.refusal.code if outcome.refusal else None, outcome.awarded, outcome.seq)
            for outcome in outcomes
        ]

    def _request(self, one: Asked) -> Request:
        found = find_member(self._program, one.to) if one.to else None
        to = found.account_id if found else None
        if isinstance(one.command, UnmergeOut):
            to = self._own_id(one.to)
        if one.own:
            return Request(one.command, account_id=self._own_id(one.member), to_account_id=to)
        return Request(one.command, Known("external", one.member), reference=one.receipt, to_account_id=to)

    def _own_id(self, member: str) -> int | None:
        """A member's own account, looked up before he can have been merged into another."""
        if member not in self._own_ids and (found := find_member(self._program, member)):
            self._own_ids[member] = found.account_id
        return self._own_ids.get(member)

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
        """All of them in four statements, as `member_page` shows one."""
        ids = {id_: name for name in names if (id_ := self._own_id(name)) is not None}
        heads = loading.read_heads(ids)
        loading.fill(heads, dict.fromkeys(ids, Needs(open_lots=True, counters_since="")))
        now = clock.read()
        return {ids[id_]: seen(as_of(head, now, self._program.versions)) for id_, head in heads.items()}

    def last_number(self, member: str) -> int:
        """Of the last transaction in the account where a member's events land."""
        found = find_member(self._program, member)
        return loading.read_heads([found.account_id])[found.account_id].seq if found else 0

    def count(self) -> int:
        """Rows of members."""
        return Member.objects.count()

    def faults(self, *, at_the_end: bool = False) -> list[str]:
        """The audit with its law, and the page of every member against all of them read at once.

        At the end, the law as `setia replay --verify` looks at it, too.
        """
        found = [f"{one.code} {one.what}: {one.found}" for check in audit() for one in check.findings]
        if at_the_end:
            found += [f"law: {one.why} of account {one.account_id}" for one in verify(self._program).differences]
        for name, shown in self.members(list(self._own_ids)).items():
            page = member_page(Member.objects.get(account_id=self._own_ids[name]), self._program, clock.read(), 5)
            if (page.status, page.wallets) != (shown.status, shown.wallets):
                found.append(f"page of {name}: {page}")
            elif list(page.open_lots) != shown.lots or list(page.open_holds) != shown.holds:
                found.append(f"lots or holds on the page of {name}: {page}")
        return found

    def flows(self) -> Flows:
        """From the entries."""
        return stored_flows()

    def every_lot(self, member: str) -> list[Lot]:
        """From their rows."""
        account_id = self._own_id(member)
        assert account_id is not None
        count = loading.read_heads([account_id])[account_id].lot_count
        found = loading.lots_by_number(account_id, range(1, count + 1)) if count else {}
        return [lot for _, lot in sorted(found.items())]

    def close(self) -> None:
        """Disconnect and drop the database."""
        self._connected.__exit__(None, None, None)


def stored_flows() -> Flows:
    """Units that went from one account to another, from the entries of the connected database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wallet_type, from_account, to_account, sum(amount) FROM ledger_entry"
            " GROUP BY wallet_type, from_account, to_account"
        )
        return Counter({(wallet, source, target): int(units) for wallet, source, target, units in cursor})


def seen(account: Account) -> Seen:
    """An account as it is shown."""
    return Seen(
        account.status,
        dict(account.wallets),
        [lot for _, lot in sorted(account.lots.items()) if lot.is_open()],
        [hold for _, hold in sorted(account.holds.items()) if hold.state == "open"],
    )
