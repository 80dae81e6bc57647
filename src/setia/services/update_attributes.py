"""Attributes of a member, as systems beside this one set them: codes that rules may read, never what people wrote.

They need no command of the ledger: what a decision reads of them is journalled with it (`given`, ledger 4.19), so that
history decides the same whatever they become.
"""

from __future__ import annotations

from collections.abc import Mapping
from unicodedata import category

from django.db import transaction

from setia.engine.refusals import Refusal
from setia.engine.rules.faults import NAME
from setia.engine.rules.member_attribute import VALUE_MAX, MemberAttribute
from setia.services.identity_numbers import is_identity_number
from setia.services.update_person import REFUSED
from setia.storage import aliases, audit_log, besides, clock, loading, privacy
from setia.storage.besides import Facts
from setia.storage.models import Member
from setia.storage.programs import LoadedProgram

MOST = 100
"""Attributes of one member."""

SENSITIVE = frozenset(
    {"religion", "agama", "faith", "ethnicity", "race", "kaum", "bangsa", "suku", "health", "disease", "disability"}
)
"""What no attribute may hold: nobody has agreed to it, and no program can ask him (ledger 4.13a)."""


def read_attributes(member: Member) -> Facts | Refusal:
    """Attributes and segments of whoever has what was this member's."""
    account_id = aliases.owner(member.account_id)
    if privacy.erased_accounts([account_id, member.account_id]):
        return Refusal("member_erased")
    return besides.facts([account_id]).get(account_id, Facts())


def update_attributes(
    program: LoadedProgram, member: Member, changes: Mapping[str, str | None], by: tuple[str, str]
) -> Facts | Refusal:
    """Set attributes, or with None take them away; all of it or nothing. What is not named stays.

    Each must be as the version that is in force now describes it, if that does.

    `by` is the actor and his channel, for the audit log, which has names and no values.
    """
    version = program.versions.in_force(now := clock.read(), now)
    described = {one.id: one for one in version.compiled.program.attributes} if version is not None else {}
    for name, value in changes.items():
        if refusal := _fault(name, value) or _other_type(described.get(name), value):
            return refusal
    with transaction.atomic():
        account_id = aliases.owner(member.account_id)
        loading.lock_heads([account_id])
        before = read_attributes(member)
        if isinstance(before, Refusal):
            return before
        after = {**before.attributes, **changes}
        kept = {name: value for name, value in after.items() if value is not None}
        if len(kept) > MOST and len(kept) > len(before.attributes):
            return Refusal("text_refused", {"field": next(name for name in changes if name not in before.attributes)})
        changed = sorted(name for name in changes if before.attributes.get(name) != changes[name])
        if changed:
            besides.save_attributes({account_id: {name: kept[name] for name in changed if name in kept}})
            besides.take_attributes(account_id, [name for name in changed if name not in kept])
            audit_log.note(program.id, by, "attributes_changed", member.public_id, fields=" ".join(changed))
        return Facts(dict(sorted(kept.items())), before.segments)


def _fault(name: str, value: str | None) -> Refusal | None:
    if value is None:
        return None  # whatever it is called, it may go
    is_name = NAME.fullmatch(name) and name not in SENSITIVE
    is_code = 0 < len(value) <= VALUE_MAX and not any(category(one) in REFUSED for one in value)
    if is_name and is_code and not is_identity_number(value):
        return None
    return Refusal("text_refused", {"field": name[:80]})


def _other_type(described: MemberAttribute | None, value: str | None) -> Refusal | None:
    """What the program says of an attribute against a value; one may go, whatever it was."""
    if described is None or value is None or not (wrong := described.wrong(value)):
        return None
    least, most = described.range
    allowed = {"least": least, "most": most} if described.type == "whole" else {"expected": described.expected}
    return Refusal("attribute_fault", {"field": described.id, "fault": wrong, **allowed})
