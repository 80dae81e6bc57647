"""Events: what members do besides buying, with the fields that the program gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Router, post
from litestar.params import JSONBody
from msgspec import Meta, Struct, structs

from setia.api import answers, instants, naming
from setia.api.callers import Session, Who, ask
from setia.api.commands import Req, Text
from setia.api.once import one_by_one, sent
from setia.engine.commands import RecordEvent
from setia.engine.rules.facts import Event
from setia.services.requests import Outcome, Repeatable
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

    async def do(_: Repeatable | None) -> Outcome:  # it has a key of its own
        if naming.known(data.member, "member") is not None:  # found by the batch: nothing has to be read before
            command = asked(data, who, naming.Names({}))
        else:
            command = await who.desk.read(lambda: asked(data, who, naming.look_up(who, (data.member,))))
        return await ask(who, structs.replace(command, repeatable=key_of(data)))

    return sent(await one_by_one(request, who, do), answers.Done)


def asked(data: EventIn, who: Session, names: naming.Names) -> Asked:
    """The command that an event is."""
    event = Event(data.event, dict(data.fields), data.store, data.channel)
    command = RecordEvent(instants.read(data.event_at, "event_at"), event, data.source)
    named = naming.known(data.member, "member")
    return Asked(command, named, account_id=names.account(data.member) if named is None else None)


def key_of(data: EventIn) -> Repeatable:
    """Its own number, which makes it the same event however it is sent: alone, or in a batch."""
    return Repeatable(f"event {data.source}", data.id, msgspec.json.encode(data, order="sorted"), answers.render)


router = Router("", route_handlers=[record], tags=["Events"])
