"""Of a batch: what is given by hand."""

from __future__ import annotations

from setia.api import giving, using
from setia.api.callers import Session
from setia.api.commands import Number
from setia.api.items.shape import OfMember
from setia.engine.commands import Command, ReleasePending


class Gift(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="gift"):
    """Units that are given by hand."""

    scope = "adjust"
    gift: giving.GiftIn

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return self.gift.command(now)

    def within_limit(self, who: Session) -> None:
        """As its route."""
        using.within_limit(who, self.gift.wallet, self.gift.amount)

    @property
    def words(self) -> str:
        """What somebody wrote about it."""
        return self.gift.note


class TopUpItem(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="top_up"):
    """Money paid into a wallet."""

    scope = "adjust"
    top_up: giving.TopUpIn

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return self.top_up.command(now)


class OpeningBalance(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="opening_balance"):
    """What a member brings from another system."""

    scope = "adjust"
    opening_balance: giving.OpeningIn

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return self.opening_balance.command(now)

    def within_limit(self, who: Session) -> None:
        """As its route."""
        using.within_limit(who, self.opening_balance.wallet, self.opening_balance.amount)


class Level(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="level"):
    """A level that is given by hand."""

    scope = "adjust"
    level: giving.LevelIn

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return self.level.command(now)


class Birthday(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="birthday"):
    """What the program gives for a birthday."""

    scope = "purchases"
    birthday: giving.BirthdayIn

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return self.birthday.command(now)


class ExpiryPause(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="expiry_pause"):
    """Whether units of a wallet end."""

    scope = "adjust"
    expiry_pause: giving.PauseIn

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return self.expiry_pause.command(now)


class ExpiryExtension(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="expiry_extension"):
    """Units that live longer."""

    scope = "adjust"
    expiry_extension: giving.ExtensionIn

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return self.expiry_extension.command(now)


class OrderRelease(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="order_release"):
    """What an order earned need not wait any more."""

    scope = "purchases"
    number: Number

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return ReleasePending(now, self.number)


class ConversionChoice(OfMember, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="conversion_choice"):
    """At which amount units turn into a reward."""

    scope = "redeem"
    conversion: str
    conversion_choice: giving.ChoiceIn

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        return self.conversion_choice.command(now, self.conversion)
