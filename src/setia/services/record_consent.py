"""Record consent: what a member agreed to or withdrew, as history; and the question whether he may be written to.

Nobody at a till can give it for him (ledger 4.13a); withdrawing works from anywhere and binds at once.
"""

from __future__ import annotations

from typing import Literal

from django.db import transaction
from msgspec import Struct

from setia.engine.codes import is_label
from setia.engine.refusals import Refusal
from setia.services.batch import Manner
from setia.storage import clock, consents, loading, privacy
from setia.storage.consents import ConsentRecord
from setia.storage.models import Member

Purpose = Literal["membership", "marketing", "profiling", "sharing", "location"]
"""`membership` is the contract itself and needs no consent. `sharing` is with partners."""

MARKETING_CHANNELS = ("email", "sms", "whatsapp", "push", "call", "post")

TILL = "till"


class Statement(Struct, frozen=True):
    """What a member decided, and what he was shown when he did."""

    purpose: Purpose
    decision: Literal["given", "withdrawn"]
    how: Literal["self", "link", "paper", "staff"]
    channel: str = ""
    """For marketing, which one of MARKETING_CHANNELS: each needs its own consent. Otherwise none."""
    text: str = ""
    """Word for word."""
    text_version: str = ""
    language: str = ""
    """BCP 47."""
    place: str = ""
    """A store or page; without one, the surface."""


def record_consent(member: Member, said: Statement, manner: Manner) -> Refusal | None:
    """Append the decision; None if it was recorded."""
    if refusal := _fault(said, manner):
        return refusal
    with transaction.atomic():
        loading.lock_heads([member.account_id])
        if privacy.erased_accounts([member.account_id]):
            return Refusal("member_erased")
        at = clock.read()
        consents.add(member.pk, _record(said, manner, at))
        clock.remember(at)
    return None


def may(member: Member, purpose: Purpose, channel: str = "") -> bool:
    """Whether a member may be addressed for a purpose by a channel now: the latest record wins, none is no.

    To be asked again at the moment of sending. What the membership itself needs may always be sent, until he is erased.
    """
    if privacy.erased_accounts([member.account_id]):
        return False
    members = [one.pk for one in privacy.person_of(member).members]
    return purpose == "membership" or consents.latest(members, purpose, channel) == "given"


def _fault(said: Statement, manner: Manner) -> Refusal | None:
    if said.decision == "given" and (manner.channel == TILL or said.how == "staff"):
        return Refusal("consent_not_by_staff", {"channel": manner.channel})
    wanted = MARKETING_CHANNELS if said.purpose == "marketing" else ("",)
    if said.channel not in wanted or said.purpose == "membership":
        return Refusal("unknown_channel", {"purpose": said.purpose, "channel": said.channel})
    shown = {"text_version": said.text_version, "language": said.language}
    if said.decision == "given" and not (said.text.strip() and all(shown.values())):
        return Refusal("consent_text_missing")
    for field, label in {**shown, "place": said.place}.items():
        if label and not is_label(label):
            return Refusal("not_a_code", {"field": field})
    return None


def _record(said: Statement, manner: Manner, at: int) -> ConsentRecord:
    return ConsentRecord(
        purpose=said.purpose,
        channel=said.channel,
        decision=said.decision,
        text_version=said.text_version,
        language=said.language,
        text=said.text,
        sha256="",
        how=said.how,
        place=said.place or manner.channel,
        actor="member" if said.how in ("self", "link") else manner.actor,
        at=at,
    )
