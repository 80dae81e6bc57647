"""Who was erased: late events about him are recognised and dropped, and joining again makes a new person (ledger 4.13).

An identifier that an erased person had is a tombstone. What happened before the erasure is his and is refused, even
where somebody has joined with the same identifier since; a purchase alone never makes a member of it again, only an
enrolment does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from setia.engine.commands import Advance, Enrol
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal
from setia.services.requests import Request
from setia.storage import privacy
from setia.storage.members import Known

ERASED = Refusal("member_erased")
"""Without numbers: it must not tell about whom."""


class Forgotten:
    """What one round of a batch has to know about erased people."""

    def __init__(self, program_id: int) -> None:
        self._program_id = program_id
        self._erased_at: dict[Known, int] = {}
        self._accounts: set[int] = set()

    def look_up(self, named: Mapping[bytes, Known]) -> None:
        """Find the tombstones among the identifiers of a round."""
        found = privacy.tombstones(self._program_id, list(named))
        self._erased_at = {named[key]: erased_at for key, erased_at in found.items()}

    def look_among(self, accounts: Mapping[int, Account]) -> None:
        """Find the accounts of erased people among those that are not open."""
        self._accounts = privacy.erased_accounts(id_ for id_, account in accounts.items() if account.status != "open")

    def joining(self, unknown: Mapping[Known, int], requests: Sequence[Request]) -> dict[Known, int]:
        """Which unknown members may join, and when; `unknown` says when each is first named."""
        found = {known: self._joins_at(known, at, requests) for known, at in unknown.items()}
        return {known: at for known, at in found.items() if at is not None}

    def refusal(self, request: Request, account_id: int | None) -> Refusal | None:
        """Whether a request concerns somebody who was erased; time passes all the same."""
        if account_id in self._accounts:
            return None if isinstance(request.command, Advance) else ERASED
        erased_at = self._erased_at.get(request.member) if request.member else None
        if erased_at is not None and (account_id is None or request.command.event_at < erased_at):
            return ERASED
        return None

    def _joins_at(self, known: Known, at: int, requests: Sequence[Request]) -> int | None:
        if (erased_at := self._erased_at.get(known)) is None:
            return at
        enrolments = (
            one.command.event_at for one in requests if one.member == known and isinstance(one.command, Enrol)
        )
        return next((event_at for event_at in enrolments if event_at >= erased_at), None)
