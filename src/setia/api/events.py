"""Events: what members do besides buying, with the fields that the program gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import Router, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from setia.api import answers, instants, naming
from setia.api.callers import Session, Who, carry_out
from setia.api.commands import Req, Text
from setia.engine.commands import RecordEvent
from setia.engine.rules.facts import Event
from setia.services.requests import Repeatable
from setia.services.requests import Request as Asked

Id = Annotated[str, Meta(pattern=r"^[!-~]{1,80}$")]


class EventIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What a member did. Source and id together name it: sent twice it counts once."""

    source: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$")]
    id: Id
    member: str
    event: Text
    """As the program calls it."""
    event_at: datetime
    fields: Annotated[dict[str, bool | int | str], Meta(max_length=50)] = {}
    store: Text = ""
    channel: Text = ""


@post("/events", status_code=201)
async def record(data: JSONBody[EventIn], request: Req, who: Who) -> answers.Done:
    """Record what a member did; he gets what the program gives for it."""
    who.needs("purchases")
    done: answers.Done = await carry_out(who, await asked(data, await request.body(), who))
    return done


async def asked(data: EventIn, body: bytes, who: Session) -> Asked:
    """The command that an event is, known by its own number."""
    event = Event(data.event, dict(data.fields), data.store, data.channel)
    command = RecordEvent(instants.read(data.event_at, "event_at"), event, data.source)
    named = naming.known(data.member, "member")
    account_id = await naming.account(who, data.member) if named is None else None
    key = Repeatable(f"event {data.source}", data.id, body, answers.render)
    return Asked(command, named, account_id=account_id, repeatable=key)


router = Router("", route_handlers=[record], tags=["Events"])
