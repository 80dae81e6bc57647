"""Of a batch: units that are used, set aside, corrected, transferred, or become rewards."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, structs

from setia.api import proving, rewards, using, vouchers
from setia.api.callers import Session
from setia.api.commands import Number
from setia.api.items.shape import Keyed, OfMember
from setia.api.naming import Names
from setia.engine.commands import Command, Release
from setia.services.requests import Request as Asked


class Redemption(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="redemption"):
    """Units that are used in one step."""

    scope = "redeem"
    redemption: using.RedemptionIn

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return self.redemption.command(now)

    async def prove(self, who: Session) -> None:
        """A till may have to."""
        await proving.require(who, self.member, self.redemption.taken, self.again(who))


class Restoration(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="restoration"):
    """Units of a redemption that are given back."""

    scope = "redeem"
    number: Number
    restoration: using.RestorationIn

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return self.restoration.command(now, self.number)


class Hold(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="hold"):
    """Units that are set aside."""

    scope = "redeem"
    hold: using.HoldIn

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return self.hold.command(now)

    async def prove(self, who: Session) -> None:
        """A till may have to."""
        await proving.require(who, self.member, self.hold.taken, self.again(who))


class Captured(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="capture"):
    """A hold that is used."""

    scope = "redeem"
    number: Number
    capture: using.CaptureIn

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return self.capture.command(now, self.number)


class HoldExtension(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="hold_extension"):
    """A hold that lasts longer."""

    scope = "redeem"
    number: Number
    hold_extension: using.ExtendIn

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return self.hold_extension.command(now, self.number)


class HoldRelease(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="hold_release"):
    """A hold that is not needed any more."""

    scope = "redeem"
    number: Number

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return Release(now, self.number)


class Adjustment(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="adjustment"):
    """A balance corrected by hand."""

    scope = "adjust"
    adjustment: using.AdjustmentIn

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return self.adjustment.command(now)

    def within_limit(self, who: Session) -> None:
        """As its route."""
        using.within_limit(who, self.adjustment.wallet, self.adjustment.amount)

    @property
    def words(self) -> str:
        """What somebody wrote about it."""
        return self.adjustment.note


class Transfer(Keyed, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="transfer"):
    """Units for another member."""

    scope = "adjust"
    member: str
    transfer: using.TransferIn

    def names(self) -> tuple[str, ...]:
        """Both."""
        return self.member, self.transfer.to

    def asked(self, who: Session, names: Names) -> Asked:
        """The command, of who gives."""
        return structs.replace(self.transfer.asked(who, names, self.member), repeatable=self.again(who))

    async def prove(self, who: Session) -> None:
        """A till may have to."""
        await proving.require(who, self.member, self.transfer.taken, self.again(who))


class RewardIssue(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="reward"):
    """Units that become a reward."""

    scope = "redeem"
    reward: rewards.RedeemIn

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return self.reward.command(now)

    async def prove(self, who: Session) -> None:
        """A till may have to, for what the reward costs."""
        await rewards.prove(who, self.member, self.reward, self.again(who))


class RewardUse(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="reward_use"):
    """A reward that is used."""

    scope = "redeem"
    number: Number
    reward_use: rewards.UseIn

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return self.reward_use.command(now, self.number)


class VoucherUse(Keyed, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="voucher_use"):
    """A reward that is used by the code that was shown."""

    scope = "redeem"
    code: Annotated[str, Meta(min_length=1, max_length=80)]
    voucher_use: rewards.UseIn

    def asked(self, who: Session, names: Names) -> Asked:
        """The command, of whose reward it is."""
        return structs.replace(vouchers.asked(who, self.code, self.voucher_use), repeatable=self.again(who))


class RewardUndo(Keyed, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="reward_undo"):
    """A reward that is taken back unused."""

    scope = "redeem"
    member: str
    number: Number
    reward_undo: rewards.UndoIn

    def names(self) -> tuple[str, ...]:
        """The member."""
        return (self.member,)

    def asked(self, who: Session, names: Names) -> Asked:
        """The command."""
        asked = self.reward_undo.asked(who, names, self.member, self.number)
        return structs.replace(asked, repeatable=self.again(who))
