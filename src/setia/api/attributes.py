"""Attributes: codes about a member that the program's rules may read."""

from __future__ import annotations

from typing import Annotated

from litestar import Router, get, patch
from litestar.params import JSONBody
from msgspec import Meta, Struct

from setia.api import naming
from setia.api.callers import Session, Who
from setia.api.commands import Name
from setia.api.problems import Stop, of_refusal
from setia.engine.refusals import Refusal
from setia.services import update_attributes
from setia.storage.besides import Facts


class AttributesOut(Struct, frozen=True):
    """What rules may read of a member beside what he has done."""

    attributes: dict[str, str]
    segments: tuple[str, ...]
    """Groups that he is in; they are computed, not set."""


class AttributesIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be different; what is not named stays."""

    attributes: Annotated[dict[Annotated[str, Meta(max_length=80)], str | None], Meta(max_length=100)]
    """Names and values are codes, as in the program's rules: nothing that people wrote, no identity card's number,
    nothing of religion, ethnicity or health. What the program describes under `attributes` must be as it says
    there: a whole number as its digits, a date such as 2027-01-31, `yes` or `no`, one of its choices. null takes one
    away."""


@get("/members/{member:str}/attributes")
async def show(member: Name, who: Who) -> AttributesOut:
    """A member's attributes and segments."""
    who.needs("members")
    return await who.desk.read(_show, who, member)


def _show(who: Session, member: str) -> AttributesOut:
    return _out(update_attributes.read_attributes(naming.find(who, member)))


@patch("/members/{member:str}/attributes")
async def change(member: Name, data: JSONBody[AttributesIn], who: Who) -> AttributesOut:
    """Set attributes or take them away: all that are named, or none. What is decided from now on reads them."""
    who.needs("members")
    return await who.desk.write(_change, who, member, data)


def _change(who: Session, member: str, data: AttributesIn) -> AttributesOut:
    found = naming.find(who, member)
    return _out(update_attributes.update_attributes(who.program, found, data.attributes, who.by))


def _out(found: Facts | Refusal) -> AttributesOut:
    if isinstance(found, Refusal):
        raise Stop(of_refusal(found))
    return AttributesOut(found.attributes, found.segments)


router = Router("", route_handlers=[show, change], tags=["People"])
