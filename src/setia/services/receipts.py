"""Receipts: what a source numbered, and whether that is on record; a newer version of it is an edit (ledger 4.10 h)."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from setia.engine.commands import Command, EditPurchase, RecordPurchase, body, digest
from setia.engine.purchase import canonical_bytes
from setia.services.requests import Outcome, Request
from setia.services.stamping import order_key, version_key
from setia.storage import keys
from setia.storage.appending import PurchaseRow
from setia.storage.keys import Accepted


class Receipts:
    """Those of one round."""

    def __init__(self, program_key: bytes) -> None:
        self._program_key = program_key
        self._key_of: dict[tuple[str, str, str], bytes] = {}
        self._accepted: dict[bytes, Accepted] = {}
        self._outcomes: dict[bytes, Outcome] = {}
        self._rows: dict[int, PurchaseRow] = {}
        """By identity of the command, which its request holds for as long as the round lasts."""

    def look_up(self, requests: Iterable[Request]) -> None:
        """Find what is on record of the purchases among the requests."""
        for one in requests:
            if isinstance(one.command, RecordPurchase):
                named = one.command.purchase.source, one.reference, one.part
                self._key_of[named] = order_key(self._program_key, *named)
        self._accepted = keys.accepted(self._key_of.values())

    def row(self, request: Request, command: RecordPurchase | EditPurchase) -> PurchaseRow:
        """The purchase as it will be stored: a further version under a natural key of its own."""
        if (known := self._rows.get(id(command))) is not None:
            return known
        purchase, key = command.purchase, self._key_of[(command.purchase.source, request.reference, request.part)]
        content = canonical_bytes(purchase)
        of_version = b""
        if isinstance(command, EditPurchase):
            of_version = version_key(self._program_key, key, purchase.version)
        row = PurchaseRow(purchase, content, digest(content), key, request.reference, of_version)
        if command is request.command:
            self._rows[id(command)] = row
        return row

    def before(self, row: PurchaseRow) -> Accepted | None:
        """What is on record under the purchase's number."""
        return self._accepted.get(row.order_key)

    def remember(self, row: PurchaseRow, account_id: int | None, outcome: Outcome) -> None:
        """It is on record now; its own number in the history is known once it is stored."""
        self._accepted[row.order_key] = Accepted(account_id, row.digest, None, None)
        self._outcomes[row.order_key] = outcome

    def first_result(self, row: PurchaseRow, before: Accepted) -> Outcome:
        """What the purchase gave when it came first, for one that is sent again unchanged."""
        now = self._outcomes.get(row.order_key, Outcome("unchanged", seq=before.seq or 0))
        return msgspec.structs.replace(now, status="unchanged")

    def is_unstored(self, request: Request) -> bool:
        """Whether this round has recorded the guest's purchase, of which this may be another version, and stores it."""
        if not isinstance(request.command, RecordPurchase):
            return False
        before = self._accepted.get(self._key_of[(request.command.purchase.source, request.reference, request.part)])
        return before is not None and before.account_id is None and before.purchase_id is None

    def meant(self, request: Request) -> Command:
        """The command as it is to be decided: a member's purchase on record in another version is an edit of it."""
        command = request.command
        if not isinstance(command, RecordPurchase):
            return command
        before = self._accepted.get(self._key_of[(command.purchase.source, request.reference, request.part)])
        if before is None or before.account_id is None or before.digest == digest(body(command)):
            return command
        if before.booked_in not in (None, before.account_id):
            return command  # it is in the history of somebody merged away, where nothing is edited any more
        # One that this very round recorded has no number yet: its edit begins the next round.
        return EditPurchase(before.seq or -1, command.purchase)
