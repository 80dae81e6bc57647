"""Entitlements: whether a member may have a thing, by a level, a reward or a badge, for other systems to ask."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import Router, get
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from setia.api import instants, naming
from setia.api.callers import Session, Who
from setia.api.commands import Name
from setia.api.problems import Stop, of_refusal, problem
from setia.engine.entitlements import By, Why, entitled
from setia.engine.refusals import Refusal
from setia.storage.possessions import as_they_were
from setia.storage.reading import account_as_of


class MayOut(Struct, frozen=True):
    """Whether a member may."""

    may: bool
    set: str
    level: str
    """By which level of which tier set; empty where it is not by one."""
    until: datetime | None
    """When that level falls unless it is kept, or that reward ends; None: it does not, or he may not."""
    levels: tuple[str, ...]
    """All levels that give it, as `set/level`."""
    by: By
    """level, reward or badge; empty where he may not."""
    reward: int | None
    """The number of the issued reward that gives it, by which it is used."""
    why: Why
    """Why he may not; empty where he may."""


@get("/members/{member:str}/may/{thing:str}")
async def may(
    member: Name,
    thing: FromPath[str],
    who: Who,
    at: Annotated[datetime | None, QueryParameter()] = None,
) -> MayOut:
    """Whether a member may have a thing, now or at an instant: a benefit of a level, such as `free_shipping`, a reward
    that was issued to him and can be used, or what a badge stands for.

    Levels that have not been reached yet, or not been renewed yet, do not count; nor does a reward that he could ask
    for and has not. Of an instant that is past, what he had then counts: a reward that was used since, no badge that
    was given since.
    """
    who.needs("read")
    instant = who.now if at is None else instants.read(at, "at")
    return await who.desk.read(_may, who, member, thing, instant)


def _may(who: Session, member: str, thing: str, at: int) -> MayOut:
    version = who.program.versions.in_force(at, who.now)
    if version is None:
        raise Stop(of_refusal(Refusal("no_program_in_force")))
    account_id = naming.find(who, member).account_id
    account = account_as_of(account_id, who.now, who.program)
    if at < who.now:
        account = as_they_were(account, account_id, at)
    found = entitled(account, version.compiled, thing, at)
    if found is None:
        raise Stop(problem(404, "unknown_benefit", "the program has no such thing", thing=thing[:80]))
    until, reward = instants.show_end(found.until), found.reward or None
    return MayOut(found.may, found.set, found.level, until, found.levels, found.by, reward, found.why)


router = Router("", route_handlers=[may], tags=["Entitlements"])
