"""Who did something, and what it was done to: an actor's code and a subject's, as people know them."""

from __future__ import annotations

import re

from setia.wording.sentences import Said, Speech

STAFF, TILL = "staff:", "till:"
"""How the codes of people who work at pages begin, and those of devices that nobody serves at."""
SETIA = frozenset({"setia", "system"})
"""Codes of what Setia does by itself."""
_NUMBERED = re.compile(r"(?:v|(proposal[ -]|upload-|(?:review|return|flag|draft|endpoint|delivery)-))(\d+)(?: (\S+))?")


def doer(by: Speech, actor: str, channel: str = "") -> str:
    """Somebody of the staff by his short name, as everybody knows him.

    With the channel it is said of anybody else where he did it, so that nobody can be taken for one of the staff.
    """
    if actor.startswith(STAFF):
        return actor.removeprefix(STAFF)
    if actor.startswith(TILL):
        till = actor.removeprefix(TILL)
        return by.say("doer_till", "till {name}", name=Said(till, till)).text
    if actor == "member" or actor.startswith("mem_"):
        return by.say("doer_member", "a member").text
    if actor == "first-start":
        return by.say("doer_first_start", "First start").text
    if actor in SETIA:
        return "Setia"
    name = Said(actor, actor)
    if channel == "cli":
        return by.say("doer_at_server", "{name}, at the server", name=name).text
    return by.say("doer_system", "system {name}", name=name).text if actor and channel else actor


def subject(by: Speech, code: str) -> str:
    """What a deed of the administration was done to: `v2` is version 2, `v2 weekend` its rule `weekend`."""
    found = _NUMBERED.fullmatch(code)
    if found is None:
        return code
    number, rule = Said(int(found[2]), by.people.number(int(found[2]))), Said(found[3], found[3] or "")
    if rule.text:
        return by.say("subject_rule", "version {number}, {rule}", number=number, rule=rule).text
    said = {
        "": by.say("subject_version", "version {number}", number=number),
        "proposal": by.say("subject_proposal", "proposal {number}", number=number),
        "upload": by.say("subject_file", "file {number}", number=number),
    }
    kind = (found[1] or "").rstrip(" -")
    return (said.get(kind) or by.say("subject_review", "no. {number}", number=number)).text
