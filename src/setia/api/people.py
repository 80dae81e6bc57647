"""People: who a member is, what he agreed to, all that is known of him, and forgetting it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Router, get, patch, post
from litestar.params import JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType

from setia.api import answers, cursors, instants, naming, stores
from setia.api.callers import Session, Who
from setia.api.commands import Name, Req, Text
from setia.api.cursors import Cursor, Limit
from setia.api.once import as_answer, once, one_by_one, one_part, sent
from setia.api.problems import Stop, of_refusal, problem
from setia.api.telling import language
from setia.engine.refusals import Refusal
from setia.services import erase_member, erasure_list
from setia.services.export_member import export_member, to_json
from setia.services.record_consent import Purpose, Statement, record_consent
from setia.services.requests import Outcome, Repeatable
from setia.services.update_person import TEXT_LENGTH_MAX, Changes, update_person
from setia.storage import audit_log, consents, people
from setia.storage.consents import ConsentRecord
from setia.storage.people import Person

Named = Annotated[str, Meta(max_length=TEXT_LENGTH_MAX)]


class PersonOut(Struct, frozen=True):
    """Who a member is, as he says it."""

    name: str
    """Whole: names are not split."""
    call_name: str
    title: str
    identifiers: dict[str, str]
    """By kind, as given."""
    birth_date: str
    """1990-05-14, or --05-14 where the year is not said; empty: neither is."""


class PersonIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be changed; what is not named stays."""

    name: Named | UnsetType = UNSET
    call_name: Named | UnsetType = UNSET
    title: Named | UnsetType = UNSET
    identifiers: Annotated[dict[str, Named], Meta(max_length=10)] = {}
    """By kind; an empty one is taken away."""
    birth_date: Named | UnsetType = UNSET


class ConsentIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What a member decided, and what he was shown when he did."""

    purpose: Purpose
    decision: Literal["given", "withdrawn"]
    how: Literal["self", "link", "paper", "staff"]
    channel: Text = ""
    """For marketing one of email, sms, whatsapp, push, call, post: each needs its own. Otherwise none."""
    text: Annotated[str, Meta(max_length=20_000)] = ""
    """Word for word, as it was shown."""
    text_version: Text = ""
    language: Text = ""
    """BCP 47."""
    place: Text = ""


class ConsentOut(Struct, frozen=True):
    """One decision of a member, as it was recorded."""

    purpose: str
    channel: str
    decision: str
    text_version: str
    language: str
    text: str
    sha256: str
    """Of the text, in hexadecimal."""
    how: str
    place: str
    actor: str
    at: datetime


class ConsentsOut(Struct, frozen=True):
    """A page of a member's decisions, oldest first; the last of a purpose and channel holds."""

    consents: tuple[ConsentOut, ...]
    next: str
    """The cursor of the next page; empty: there is none."""


class ErasurePreview(Struct, frozen=True):
    """What erasing a member would do."""

    forfeited: dict[str, int]
    """Units that would be lost, by wallet."""
    written_off: dict[str, int]
    """Debts that would be waived, by wallet."""
    others: tuple[str, ...]
    """Members that were merged with this one: they are the same person."""
    code: str
    """Why it cannot be done now; empty: it can."""
    numbers: dict[str, int | str]


class ErasureIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Said again, so that nobody is erased by a slip."""

    confirm: str
    """The member's public id."""


class ErasedOut(Struct, frozen=True):
    """What erasing a member did."""

    id: str
    forfeited: dict[str, int]
    erased_at: datetime
    wiped: bool
    """False where what was deleted is still on the disk, until the database is next vacuumed."""


@get("/members/{member:str}/person")
async def person(member: Name, who: Who) -> PersonOut:
    """Who a member is: name, identifiers, birthday."""
    who.needs("members")
    return await who.desk.read(_person, who, member)


def _person(who: Session, name: str) -> PersonOut:
    found = people.read(naming.find(who, name).pk)
    if found is None:
        raise Stop(of_refusal(Refusal("member_erased")))
    return _out(found)


def _out(found: Person) -> PersonOut:
    return PersonOut(found.name, found.call_name, found.title, found.identifiers, found.birth_date)


@patch("/members/{member:str}/person")
async def change(member: Name, data: JSONBody[PersonIn], who: Who) -> PersonOut:
    """Change what is known of a member: all that is named, or nothing."""
    who.needs("members")
    for kind in data.identifiers:
        if kind not in naming.KINDS:
            raise Stop(problem(422, "unknown_kind", ", ".join(naming.KINDS), f"identifiers.{kind[:40]}"))
    return await who.desk.write(_change, who, member, data)


def _change(who: Session, name: str, data: PersonIn) -> PersonOut:
    asked = Changes(data.name, data.call_name, data.title, data.identifiers, data.birth_date)
    done = update_person(who.program, naming.find(who, name), asked, by=who.by)
    if isinstance(done, Refusal):
        raise Stop(of_refusal(done))
    return _out(done)


@get("/members/{member:str}/consents")
async def decisions(member: Name, who: Who, limit: Limit = 50, cursor: Cursor = "") -> ConsentsOut:
    """Every decision of a member, oldest first; the last of a purpose and channel holds."""
    who.needs("members")
    return await who.desk.read(_decisions, who, member, cursors.after(cursor), limit)


def _decisions(who: Session, name: str, after: int, limit: int) -> ConsentsOut:
    found = consents.page(naming.find(who, name).pk, after, limit + 1)
    shown, following = cursors.cut(found, limit, lambda one: (one[0],))
    return ConsentsOut(tuple(_decision(one) for _, one in shown), following)


def _decision(one: ConsentRecord) -> ConsentOut:
    return ConsentOut(**{**msgspec.structs.asdict(one), "at": instants.show(one.at)})


@post("/members/{member:str}/consents", status_code=201)
async def decide(member: Name, data: JSONBody[ConsentIn], request: Req, who: Who) -> ConsentOut:
    """Record what a member decided; the decision as it is kept. Staff cannot give a consent for him."""
    who.needs("members")
    return await once(request, who, lambda: _decide(who, member, data))


def _decide(who: Session, name: str, data: ConsentIn) -> ConsentOut:
    said = Statement(**msgspec.structs.asdict(data))
    member = naming.find(who, name)
    if refusal := record_consent(member, said, who.alone()):
        raise Stop(of_refusal(refusal))
    return _decision(consents.newest(member.pk))


@get("/members/{member:str}/export")
async def export(member: Name, who: Who) -> dict[str, Any]:
    """All that is stored of the person behind a member, for himself, as one document."""
    who.needs("members")
    stores.not_of_all(who.caller)
    return await who.desk.write(_export, who, member)


def _export(who: Session, name: str) -> dict[str, Any]:
    found = naming.find(who, name)
    document = to_json(export_member(who.program, found))
    audit_log.note(who.program.id, who.by, "member_exported", found.public_id)
    return document


@get("/members/{member:str}/erasure")
async def erasure(member: Name, who: Who) -> ErasurePreview:
    """What erasing a member would do; nothing is changed."""
    who.needs("members")
    return await who.desk.read(_erasure, who, member)


def _erasure(who: Session, name: str) -> ErasurePreview:
    found = erase_member.preview(naming.find(who, name))
    code, numbers = (found.refusal.code, found.refusal.numbers) if found.refusal is not None else ("", {})
    return ErasurePreview(found.forfeited, found.written_off, found.others, code, numbers)


@post("/members/{member:str}/erasure", status_code=200)
async def erase(member: Name, data: JSONBody[ErasureIn], request: Req, who: Who) -> ErasedOut:
    """Forget who a member is. History stays, and no longer says about whom. It cannot be undone."""
    who.needs("members")
    who.needs("admin")

    async def do(key: Repeatable | None) -> Outcome:
        return await who.desk.write(_erase, who, (member, data.confirm), key, language(request))

    return sent(await one_by_one(request, who, do), ErasedOut)


def _erase(who: Session, named: tuple[str, str], key: Repeatable | None, spoken: str) -> Outcome:
    """Erase in one transaction with what was erased, and then wipe the disk: what broke off between is wiped now."""
    done = one_part(who, key, "erased", lambda: as_answer(200, _erased(who, *named)), spoken)
    if done.refusal is not None or (kept := answers.kept(done)).status != 200:
        return done
    erased = msgspec.json.decode(kept.body, type=ErasedOut)
    return as_answer(200, msgspec.structs.replace(erased, wiped=erase_member.wipe()))


def _erased(who: Session, name: str, confirmed: str) -> ErasedOut:
    found = naming.find(who, name)
    if confirmed != found.public_id:
        raise Stop(problem(422, "not_confirmed", "say the member's public id", "confirm"))
    listed_in = erasure_list.default_path()
    if listed_in is None:
        raise Stop(problem(503, "erasure_list_missing", "the server was not told where the erased are listed"))
    done = erase_member.close_and_delete(who.program, found, who.alone(), listed_in)
    if isinstance(done, Refusal):
        raise Stop(of_refusal(done))
    return ErasedOut(done.public_id, done.forfeited, instants.show(done.erased_at), done.wiped)


router = Router("", route_handlers=[person, change, decisions, decide, export, erasure, erase], tags=["People"])
