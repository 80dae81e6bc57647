"""Of a batch: what tills, shops and apps report. Its own numbers make it safe to send again."""

from __future__ import annotations

from msgspec import field, structs

from setia.api import events, members, purchases
from setia.api.callers import Session
from setia.api.items.shape import Asking, Key, again
from setia.api.naming import Names
from setia.services.requests import Request as Asked


class Enrolment(Asking, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="enrolment"):
    """Somebody who joins."""

    scope = "members"
    key: Key | None = None
    enrolment: members.MemberIn

    @property
    def enrols(self) -> bool:
        """That is what it is for."""
        return True

    def asked(self, who: Session, names: Names) -> Asked:
        """The command."""
        key = None if self.key is None else again(self, self.key, who)
        return structs.replace(members.asked(self.enrolment, who), repeatable=key)


class PurchaseItem(Asking, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="purchase"):
    """A purchase."""

    scope = "purchases"
    has_own_time = True
    key: Key | None = None
    purchase: purchases.PurchaseIn

    @property
    def enrols(self) -> bool:
        """Where it says so."""
        return self.purchase.enrol

    def asked(self, who: Session, names: Names) -> Asked:
        """The command."""
        key = None if self.key is None else again(self, self.key, who)
        return structs.replace(purchases.purchase_asked(self.purchase, who), repeatable=key)


class ReturnItem(Asking, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="return"):
    """A return."""

    scope = "purchases"
    has_own_time = True
    key: Key | None = None
    return_: purchases.ReturnIn = field(name="return")

    def asked(self, who: Session, names: Names) -> Asked:
        """The command."""
        key = None if self.key is None else again(self, self.key, who)
        return structs.replace(purchases.return_asked(self.return_, who), repeatable=key)


class EventItem(Asking, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="event"):
    """An event."""

    scope = "purchases"
    has_own_time = True
    event: events.EventIn

    def names(self) -> tuple[str, ...]:
        """The member, where only his public id is said."""
        return (self.event.member,)

    def asked(self, who: Session, names: Names) -> Asked:
        """The command."""
        return structs.replace(events.asked(self.event, who, names), repeatable=events.key_of(self.event))
