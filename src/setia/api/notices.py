"""Notices: what a coming version of the program changes for me, and that I was shown it (docs/adr/0047)."""

from __future__ import annotations

from datetime import datetime

from litestar import Router, get, post
from litestar.di import Provide
from litestar.params import JSONBody
from msgspec import Struct

from setia.api import callers, instants
from setia.api.commands import No, Req
from setia.api.me import Me, Myself, myself
from setia.api.once import once
from setia.api.problems import Stop, problem
from setia.api.telling import tag
from setia.services.coming import coming, coming_version
from setia.storage import aliases, notices
from setia.storage.models import Member
from setia.storage.notices import Seen
from setia.wording.notice import told
from setia.wording.people import People


class ChangeOut(Struct, frozen=True):
    """One part of the program that becomes other than it would be."""

    about: str
    """What members call it; empty where it has no name."""
    before: tuple[str, ...]
    """Sentences that hold until then; none where it is new."""
    after: tuple[str, ...]
    """Sentences that hold from then on; none where it is gone."""


class NoticeOut(Struct, frozen=True):
    """A coming version that is worse for members in something."""

    version: int
    starts_at: datetime
    changes: list[ChangeOut]
    """In the language of `Accept-Language`."""
    shown_at: datetime | None
    """When I was first shown it; null: not yet, as far as we know."""
    read_at: datetime | None
    """When I first said that I have read it."""


class SeenIn(Struct, frozen=True, forbid_unknown_fields=True):
    """That the changes are on my screen, or that I have read them."""

    read: bool = False


class SeenOut(Struct, frozen=True):
    """What is kept of it."""

    version: int
    shown_at: datetime
    read_at: datetime | None


@get("/")
async def list_notices(request: Req, me: Me) -> list[NoticeOut]:
    """Changes of the program that are coming, as far as they concern me; the soonest first."""
    return await me.who.desk.read(_notices, me, People.of_tag(tag(request)))


@post("/{version:int}", status_code=200)
async def keep(version: No, data: JSONBody[SeenIn], request: Req, me: Me) -> SeenOut:
    """Keep that I was shown what a version changes before it began, and that I have read it. The first time counts."""
    return await once(request, me.who, lambda: _keep(me, version, is_read=data.read), member=me.id)


def _notices(me: Myself, people: People) -> list[NoticeOut]:
    seen = notices.seen_by(me.who.program.id, _account(me))
    found = []
    for one in coming(me.who.program.versions, me.who.now):
        if changes := told(one, people):
            shown_at, read_at = _first(seen, one.number)
            parts = [ChangeOut(part.name, part.gone, part.new) for part in changes]
            found.append(NoticeOut(one.number, instants.show(one.starts_at), parts, shown_at, read_at))
    return found


def _keep(me: Myself, version: int, *, is_read: bool) -> SeenOut:
    program, account_id = me.who.program, _account(me)
    one = coming_version(program.versions, version, me.who.now)
    if one is None or not told(one, People("en")):  # there was nothing to show
        raise Stop(problem(404, "unknown_notice"))
    notices.keep((program.id, version, account_id), me.who.channel, me.who.now, is_read=is_read)
    shown_at, read_at = _first(notices.seen_by(program.id, account_id), version)
    assert shown_at is not None, "it was kept a moment ago"
    return SeenOut(version, shown_at, read_at)


def _account(me: Myself) -> int:
    """Mine, or that into which it was merged."""
    member = Member.objects.get(program_id=me.who.program.id, public_id=me.id)
    return aliases.owner(member.account_id)


def _first(seen: list[Seen], version: int) -> tuple[datetime | None, datetime | None]:
    """When a version was first shown and first read, by whatever way."""
    mine = [one for one in seen if one.version == version]
    read = [one.read_at for one in mine if one.read_at is not None]
    return instants.show_end(mine[0].shown_at if mine else None), instants.show_end(min(read, default=None))


router = Router(
    "/me/notices",
    route_handlers=[list_notices, keep],
    dependencies={"me": Provide(myself)},
    opt={callers.OF_MEMBER: True},
    tags=["Me"],
)
