"""Movements as they are told: what of them is known here, and what many of them have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from setia.engine.calendar import to_datetime
from setia.engine.ledger.changes import Changes
from setia.wording.sentences import Said, Sentence, Value
from setia.wording.speaker import Speaker


class Flow(Protocol):
    """Units of one wallet that went from one account to another."""

    @property
    def wallet(self) -> str:
        """Its id."""

    @property
    def source(self) -> str:
        """Where they came from."""

    @property
    def target(self) -> str:
        """Where they went."""

    @property
    def amount(self) -> int:
        """How many."""


class Moved(Protocol):
    """A movement, as much of it as is told."""

    @property
    def kind(self) -> str:
        """The kind of its transaction."""

    @property
    def command(self) -> str:
        """The verb that it closes; empty for what came before in the same command."""

    @property
    def reason(self) -> str:
        """A code."""

    @property
    def reference(self) -> str:
        """A receipt, or another system's readable number."""

    @property
    def note(self) -> str:
        """What somebody wrote about it."""

    @property
    def net(self) -> int | None:
        """Of a purchase."""

    @property
    def asked(self) -> Any:
        """The command, where its name does not say it all."""

    @property
    def besides(self) -> Changes:
        """What it changed besides units."""

    @property
    def flows(self) -> Sequence[Flow]:
        """What it moved."""

    @property
    def origin(self) -> Any:
        """The earlier transaction that it names, with its `reference` and its instant `effective_at`; or None."""

    @property
    def ends_at(self) -> int | None:
        """When a hold ends."""

    @property
    def counterpart(self) -> str:
        """The other member's public id."""


CLAIMED = "gift_card"
"""The reason of a merge by which a member took over what was on a gift card."""
REVOKED = "revoked"
"""The reason of what was taken of something that waited to be checked."""


def corrected(by: Speaker) -> Sentence:
    """What waited was less than it had seemed: nothing that could be used was taken."""
    return by.say("checked_corrected", "It was checked and corrected, before it could be used.")


def reference_before(moved: Moved) -> str:
    """What the earlier transaction was called that it names."""
    return moved.origin.reference if moved.origin is not None else ""


def flowed(by: Speaker, moved: Moved, *, source: str = "", target: str = "", but: str = "") -> Value | None:
    """What went between accounts, wallet by wallet; None for nothing. `but`: to all targets except this one."""
    amounts: dict[str, int] = {}
    for flow in moved.flows:
        if source in ("", flow.source) and target in ("", flow.target) and flow.target != but:
            amounts[flow.wallet] = amounts.get(flow.wallet, 0) + flow.amount
    return by.amounts(amounts) if any(amounts.values()) else None


def instant(by: Speaker, at: int) -> Said:
    """Day and time where the program is."""
    moment = to_datetime(at, by.document.zone)
    return Said(moment.isoformat(), by.people.instant(moment))


def other(by: Speaker, moved: Moved) -> Value:
    """The other member: by his public id for who works here, for a member just another one."""
    if by.audience == "member" or not moved.counterpart:
        return by.say("other_member", "another member")
    return Said(moved.counterpart, moved.counterpart)


def concerning(by: Speaker, reference: str) -> Iterator[Sentence]:
    """What it was for, where that is known."""
    if reference:
        yield by.say("movement_for", "It was for {reference}.", reference=Said(reference, reference))


def repaid(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    """What of it paid a debt."""
    if amount := flowed(by, moved, target="debt"):
        yield by.say("repaid", "What was owed was paid with: {amount}.", amount=amount)


def owed(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    """What of it is now a debt."""
    if amount := flowed(by, moved, source="debt"):
        yield by.say("owed", "Owed of it: {amount}.", amount=amount)


def ended(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    """What of it ended while it was elsewhere."""
    if amount := flowed(by, moved, target="expired"):
        yield by.say("ended_meanwhile", "Ended meanwhile: {amount}.", amount=amount)


def ended_already(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    """What of it had ended when it came to be known."""
    if amount := flowed(by, moved, source="available", target="expired"):
        yield by.say("ended_already", "Had ended already: {amount}.", amount=amount)
