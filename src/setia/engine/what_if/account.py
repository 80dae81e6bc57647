"""One account retold: every recorded command is asked again; what cannot be is skipped whole, and said so."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from setia.engine.commands import (
    Adjust,
    Advance,
    CancelReward,
    Command,
    PlaceHold,
    Redeem,
    RedeemReward,
    TransferOut,
    UseReward,
)
from setia.engine.decide import Decision, Setting, needs
from setia.engine.fold import Fold
from setia.engine.given import NONE
from setia.engine.journalled import Journalled
from setia.engine.ledger.entries import Stamp
from setia.engine.ledger.issued import Issued
from setia.engine.refusals import Refusal
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.versions import Versions
from setia.engine.what_if.numbers import Numbers
from setia.engine.what_if.shared import Shared

PAYING = (Redeem, PlaceHold, RedeemReward, TransferOut)
"""Verbs by which members use what they have."""

CANNOT_PAY = frozenset({"insufficient", "debt_blocks"})


class Skipped(Struct, frozen=True):
    """A recorded command that these versions do not allow."""

    code: str
    """Why it is refused; or `about_skipped`, where it is about one that was skipped; or `not_there`."""
    wallet: str = ""
    units: int = 0
    """For a redemption that the balance cannot pay: how many units of which wallet it asked for."""

    @property
    def is_unaffordable(self) -> bool:
        """Whether it is a redemption that the new balance cannot pay."""
        return bool(self.wallet)


class Retold:
    """An account under these versions, growing by its recorded commands."""

    def __init__(
        self,
        key: bytes,
        versions: Versions,
        rewards: Mapping[int, tuple[str, int]],
        shared: Shared,
        *,
        chained: bool = True,
    ) -> None:
        self.key = key
        self._chained = chained
        self.fold = Fold(key, versions)
        self.numbers = Numbers(rewards)
        self._shared = shared

    def ask(self, one: Journalled, command: Command) -> Decision | Skipped:
        """What a recorded command would do, asked as `command`; nothing of it stands yet."""
        decided = self._ask(one, command)
        if isinstance(decided, Refusal) and isinstance(command, Adjust) and decided.code in CANNOT_PAY:
            decided = self._ask(one, replace(command, to_debt=True))  # what was adjusted by hand is kept
        return _skipped(command, decided, one, self.fold.versions) if isinstance(decided, Refusal) else decided

    def keep(self, one: Journalled, command: Command, decided: Decision) -> None:
        """Let it stand."""
        self.fold.keep(command, one.stamp, decided)
        self._shared.take(decided)
        self.numbers.note(one, decided)

    def skip(self, one: Journalled) -> None:
        """Leave a recorded command out."""
        self.numbers.note(one, None)

    def until(self, now: int) -> tuple[Journalled, Decision] | None:
        """Book what has fallen due by now; None where nothing has."""
        due = self.fold.account.next_due_at
        if due is None or due > now:
            return None
        recorded_at = max(now, self.fold.account.recorded_at)
        one = Journalled(Advance(now), Stamp("advance", recorded_at, now, now, now, "", ""), NONE, 0)
        decided = self._ask(one, one.command)
        assert isinstance(decided, Decision), "that time passes is never refused"
        self.fold.keep(one.command, one.stamp, decided)
        self._shared.take(decided)
        return one, decided

    def rewards(self, one: Journalled) -> Mapping[int, Issued]:
        """Its rewards as a recorded command finds them: with those that fall due just before it."""
        due, until = self.fold.account.next_due_at, one.stamp.horizon
        if due is None or due > until or not isinstance(one.command, UseReward | CancelReward):
            return self.fold.rewards
        stamp = Stamp("advance", one.stamp.recorded_at, until, until, until, "", "")
        decided = self._ask(Journalled(Advance(until), stamp, NONE, 0), Advance(until))
        assert isinstance(decided, Decision), "that time passes is never refused"
        return {**self.fold.rewards, **decided.rewards}

    def _ask(self, one: Journalled, command: Command) -> Decision | Refusal:
        setting = Setting(one.stamp, self.fold.versions, accepted=True, chained=self._chained)
        need = needs(self.fold.account, command, setting)
        version = setting.version
        if version is not None and version.compiled.shares:
            given = self._shared.given(one.given, self.key, need, version.compiled)
            setting = replace(setting, given=given)
        return self.fold.ask(command, setting, need)


def _skipped(command: Command, refusal: Refusal, one: Journalled, versions: Versions) -> Skipped:
    if not isinstance(command, PAYING) or refusal.code not in CANNOT_PAY:
        return Skipped(refusal.code)
    asked = refusal.numbers.get("asked", getattr(command, "amount", None))
    if asked is None and isinstance(command, RedeemReward):
        version = versions.in_force(one.stamp.effective_at, one.stamp.recorded_at)
        asked = _plain_price(version.compiled, command.reward) if version is not None else 0
    return Skipped(refusal.code, str(refusal.numbers["wallet"]), int(asked or 0))


def _plain_price(compiled: Compiled, reward: str) -> int:
    """What everybody pays for it: of one who owes units it is not asked what he would pay."""
    return next((band.amount for band in compiled.offers[reward].bands if not band.tiers), 0)
