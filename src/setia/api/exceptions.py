"""Exceptions: one inbox of what waits until somebody has looked at it, and what is done about it, one or many."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import JSONBody, QueryParameter
from msgspec import Meta, Struct

from setia.api import answers, cursors, instants, problems
from setia.api.callers import Session, Who
from setia.api.commands import Req
from setia.api.cursors import Cursor, Limit
from setia.api.no import worded
from setia.api.once import NothingDone, as_answer, one_by_one, one_part, sent, told
from setia.api.problems import Problem
from setia.api.telling import language
from setia.services import exceptions
from setia.services.exceptions import Action, Flagged, Kind, Wished
from setia.services.requests import Outcome, Repeatable
from setia.wording.languages import Language

AT_ONCE = 200


class ExceptionOut(Struct, frozen=True):
    """One thing that waits."""

    id: str
    kind: Kind
    reason: str
    """A stable code."""
    command: str
    member: str
    """Public id, or how somebody is named who would join by it; empty where nobody is known."""
    event_at: datetime
    received_at: datetime
    age_seconds: int
    actor: str
    channel: str
    owner: str
    """Who has taken it on; empty: nobody yet."""
    subject: str
    """What it is about: a receipt, an import, an endpoint; empty where that is not known any more."""
    numbers: dict[str, int | str]
    """Of a corrected sale by how many `seconds` the clock was ahead; of a row its `line`; of a message its id; of a
    guard what its rule gave in fifteen minutes in so many `awards`, what was `expected`, how many are `waiting`;
    of a price rule, `price:ID`, minor units that it took off, and nothing waits."""


class InboxOut(Struct, frozen=True):
    """A page of what waits, oldest first."""

    total: int
    """How many there are of these, shown or not."""
    exceptions: tuple[ExceptionOut, ...]
    next: str
    """The cursor of the next page; empty: there is none."""


class ActionsIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be done about which of them."""

    action: Action
    """approve lets it happen, at its own time; a return is asked of its order once more, a message is sent again.
    reject does not let it happen. Of what has happened all the same, a sale or a row, both say that it was looked at.
    Of a guard, approve releases what waits and reject has it judged by the version before; of a price rule that a
    guard has stopped, approve has it take something off again, and reject keeps it off while its version is in force.
    Of a change of the program and of a make-good, approve is what the second person says; of an endpoint, approve
    enables it, and reject leaves it disabled. take makes you its owner, leave makes nobody it."""
    ids: Annotated[tuple[Annotated[str, Meta(max_length=40)], ...], Meta(min_length=1, max_length=AT_ONCE)]


class ActionOut(Struct, frozen=True):
    """What became of one of them."""

    id: str
    done: bool
    problem: Problem | None = None


def _wished(
    kind: Annotated[Kind | None, QueryParameter()] = None,
    owner: Annotated[str | None, QueryParameter(max_length=80)] = None,
    cursor: Cursor = "",
) -> Wished:
    """Which of what waits the query means."""
    place = cursors.read(cursor, 3)
    return Wished(kind, owner, (place[0], place[1], place[2]) if place else None)


@get("/exceptions", dependencies={"wished": Provide(_wished, sync_to_thread=False)})
async def inbox(who: Who, wished: NamedDependency[Wished], limit: Limit = 50) -> InboxOut:
    """What waits: late events, claims by hand, returns whose purchase never came or refused them; sales at a corrected
    time, rows that an import refused, messages to other systems that nobody took; rules that a guard has stopped;
    changes of the program and make-goods that need a second person; returns of more than was bought; endpoints that
    were disabled by themselves.

    `owner` empty shows what nobody has taken on.
    """
    who.needs("admin")
    return await who.desk.read(_inbox, who, wished, limit)


def _inbox(who: Session, wished: Wished, limit: int) -> InboxOut:
    total, found = exceptions.inbox(who.program, wished, limit + 1)
    shown, following = cursors.cut(found, limit, lambda placed: placed[0])
    return InboxOut(total, tuple(_waiting(one, who.now) for _, one in shown), following)


def _waiting(one: Flagged, now: int) -> ExceptionOut:
    return ExceptionOut(
        one.id,
        one.kind,
        one.reason,
        one.command,
        one.member,
        instants.show(one.event_at),
        instants.show(one.received_at),
        max(0, now - one.received_at) // 1_000_000,
        one.actor,
        one.channel,
        one.owner,
        one.subject,
        one.numbers,
    )


@post("/exceptions/actions", status_code=200)
async def act(data: JSONBody[ActionsIn], request: Req, who: Who) -> list[ActionOut]:
    """Do the same about one or many. One that cannot be done leaves the others alone; done twice it is done once."""
    who.needs("admin")
    spoken = language(request)

    found: list[ActionOut] = []

    async def do(key: Repeatable | None) -> Outcome:
        for n, id_ in enumerate(data.ids, 1):
            found.append(await who.desk.write(_act, who, (n, id_, data.action), spoken, key))
        return told(request, found)

    return sent(await one_by_one(request, who, do, lambda: not any(map(_is_busy, found))), list[ActionOut])


def _is_busy(one: ActionOut) -> bool:
    return one.problem is not None and one.problem.code == "busy"


def _act(who: Session, asked: tuple[int, str, Action], spoken: Language, key: Repeatable | None) -> ActionOut:
    """Do it in one transaction with what became of it; a guard is settled in several, and the same once more."""
    n, id_, action = asked

    def do() -> Outcome:
        refusal = exceptions.act(who.program, id_, action, who.alone())
        problem = worded(problems.of_refusal(refusal), who.program, spoken) if refusal is not None else None
        done = ActionOut(id_, refusal is None, problem)
        if _is_busy(done):
            raise NothingDone(done)
        return as_answer(200, done)

    try:
        several = exceptions.is_guard(who.program, id_)
        outcome = do() if several else one_part(who, key, f"{n} {id_}", do, spoken)
    except NothingDone as busy:
        found: ActionOut = busy.answer
        return found
    if outcome.refusal is not None:
        return ActionOut(id_, False, worded(problems.of_refusal(outcome.refusal), who.program, spoken))
    return msgspec.json.decode(answers.kept(outcome).body, type=ActionOut)


router = Router("", route_handlers=[inbox, act], tags=["Exceptions"])
