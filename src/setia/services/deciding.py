"""One decision with the rows that make it history; made here, or taken from those that were made ahead."""

from __future__ import annotations

import logging

import msgspec

from setia.engine.commands import Command, RecordPurchase, body, digest
from setia.engine.decide import Decision, Setting, decide, needs
from setia.engine.ledger.entries import Stamp
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal
from setia.services.foreseeing import whole
from setia.services.guarding import Watch
from setia.services.offers import Offers
from setia.services.stamping import Stamper, natural_key, owned
from setia.services.writing import Decided
from setia.storage.appending import Posting, PurchaseRow
from setia.storage.programs import LoadedProgram

FAULT = Refusal("engine_fault")
_log = logging.getLogger("setia.batch")

Foreseen = dict[tuple[bytes, Stamp], Decision]
"""Decisions made ahead, by the head of the account that each was made for, and by its stamp: it says which command it
was, with the digest of its content. What decides is all in these two; so it is the same decision. What was in the
account before is left out (foreseeing.whole)."""


class Deciding:
    """Of one round: what members share shrinks from decision to decision."""

    def __init__(self, program: LoadedProgram, stamper: Stamper, offers: Offers, watch: Watch) -> None:
        self._program, self._stamper, self._offers, self._watch = program, stamper, offers, watch
        self.foreseen: Foreseen = {}

    def decide(
        self, account_id: int, account: Account, command: Command, row: PurchaseRow | None = None
    ) -> Decided | Refusal:
        """Decide one command on an account as it now stands; `row` is how its purchase would be stored."""
        recorded = row if isinstance(command, RecordPurchase) else None
        content = recorded.body if recorded is not None else body(command)
        content_digest = recorded.digest if recorded is not None else digest(content)
        stamp = self._stamper.stamp(command, account, natural_key(command, row), content_digest)
        told = self.foreseen.get((account.head, stamp)) if self.foreseen else None
        decided = self._decide(account_id, account, command, stamp) if told is None else whole(told, account)
        if isinstance(decided, Refusal):
            return decided
        posting = Posting(
            account_id=account_id,
            stamp=stamp,
            transactions=decided.transactions,
            body=content,
            purchase=row,
            known_as=decided.known_as,
            owns=owned(command),
        )
        return Decided(posting, decided)

    def _decide(self, account_id: int, account: Account, command: Command, stamp: Stamp) -> Decision | Refusal:
        setting = Setting(stamp, self._program.versions)
        version = setting.version
        if version is not None and version.compiled.shares:
            given = self._offers.given(
                account_id, needs(account, command, setting), version.compiled, stamp.effective_at
            )
            setting = msgspec.structs.replace(setting, given=given)
        if self._watch.guarded:
            given = msgspec.structs.replace(setting.given, guarded=self._watch.guarded)
            setting = msgspec.structs.replace(setting, given=given)
        try:
            return decide(account, command, setting)
        except Exception:  # noqa: BLE001 - whatever it is, it is this command's alone, and nothing of it is stored
            _log.exception("%s failed", stamp.command)
            return FAULT
