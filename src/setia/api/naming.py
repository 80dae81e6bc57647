"""How members are named in requests: `kind:value` of an identifier, or the public id `mem_…`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from setia.api.callers import Session
from setia.api.problems import Stop, of_refusal, problem
from setia.engine.refusals import Refusal
from setia.storage import members
from setia.storage.members import Known
from setia.storage.models import Member

KINDS = ("external", "card", "phone", "email")
VALUE_MAX = 200
_PUBLIC_ID = re.compile(r"mem_[A-Za-z0-9_-]{10,40}", re.ASCII)


def known(text: str, field: str) -> Known | None:
    """An identifier; None for a public id. Stops where it is neither."""
    if _PUBLIC_ID.fullmatch(text):
        return None
    kind, _, value = text.partition(":")
    if kind not in KINDS or not 0 < len(value) <= VALUE_MAX or not value.isprintable() or value != value.strip():
        such_as = ", ".join(f"{one}:…" for one in KINDS)
        raise Stop(problem(422, "not_a_member_name", f"such as {such_as} or mem_…", field))
    return Known(kind, value)


class Names(Struct, frozen=True):
    """Members by the names that requests give them, found in a fixed number of reads."""

    accounts: dict[str, int]

    def account(self, text: str, field: str = "member") -> int:
        """The account of a member who must be there."""
        found = self.accounts.get(text)
        if found is None:
            known(text, field)
            raise Stop(of_refusal(Refusal("unknown_member", {"name": text})))
        return found


def look_up(who: Session, texts: Iterable[str]) -> Names:
    """Who is meant by these, as `find` has it; of those that are no names, or nobody's, nothing. Called in `read`."""
    public: list[str] = []
    keys: dict[bytes, list[str]] = {}
    for text in dict.fromkeys(texts):
        try:
            named = known(text, "")
        except Stop:
            continue
        if named is None:
            public.append(text)
        else:
            keys.setdefault(who.program.kept(named).key(who.program.key), []).append(text)
    accounts = members.accounts_of(who.program.id, public)
    for key, account_id in members.find(list(keys), who.program.id).items():
        accounts.update(dict.fromkeys(keys[key], account_id))
    return Names(accounts)


async def account(who: Session, text: str, field: str = "member") -> int:
    """The account of a member who must be there."""
    found: Member = await who.desk.read(find, who, text, field)
    return int(found.account_id)


def find(who: Session, text: str, field: str = "member") -> Member:
    """A member who must be there; of one who was merged into another, the other. Called inside `read`."""
    named = known(text, field)
    found: Member | None
    if named is None:
        found = Member.objects.filter(program_id=who.program.id, public_id=text).first()
    else:
        accounts = members.find([who.program.kept(named).key(who.program.key)], who.program.id)
        found = Member.objects.filter(account_id__in=accounts.values()).first()
    if found is None:
        raise Stop(of_refusal(Refusal("unknown_member", {"name": text})))
    return found
