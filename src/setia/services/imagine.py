"""An imagined basket or event, judged by a document alone: no database, no member, nothing is kept.

What it does not say of the member is as of a member who joins with it: the lowest levels, no purchase before, nothing
noted. Of limits nothing has been used, unless it says how much.
"""

from __future__ import annotations

from msgspec import Struct

from setia.engine.purchase import Line, Purchase, Tender
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.evaluate import Standing, evaluate, why
from setia.engine.rules.facts import Event, Facts, Value
from setia.engine.rules.frame import Frame
from setia.engine.rules.verdict import Why


class ImaginedMember(Struct, frozen=True, forbid_unknown_fields=True):
    """Who buys it."""

    visit: int = 1
    """Which purchase of the member it is."""
    days_since: int | None = None
    """Days since the purchase before."""
    level: str = ""
    """In the only tier set there is; or"""
    levels: dict[str, str] = {}
    """by tier set."""
    attributes: dict[str, str] = {}
    segments: tuple[str, ...] = ()
    birthday: int | None = None
    """Days since the member's birthday, 0 on the day."""
    held_out: tuple[str, ...] = ()
    """Experiments that hold the member out."""


class ImaginedEvent(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that a member does besides buying."""

    kind: str
    fields: dict[str, Value] = {}


class Imagined(Struct, frozen=True):
    """What is imagined, with its amounts in minor units and its instant."""

    at: int
    lines: tuple[Line, ...] = ()
    event: Event | None = None
    store: str = ""
    channel: str = ""
    paid_by: str = "cash"
    currency: str = ""
    member: ImaginedMember = ImaginedMember()
    used: dict[str, int] = {}
    """By limit, how much of it has been used."""

    def purchase(self, compiled: Compiled) -> Purchase | None:
        """The purchase that it would be; None for an event."""
        if self.event is not None:
            return None
        return Purchase(
            source="imagined",
            event_at=self.at,
            currency=self.currency or compiled.program.currency,
            lines=self.lines,
            tenders=(Tender(self.paid_by, sum(line.net for line in self.lines)),),
            store=self.store,
            channel=self.channel,
        )


class Unimaginable(Exception):
    """It does not fit the document; `field` says where, `code` why, `found` with what, `choices` what there is."""

    def __init__(self, field: str, code: str, found: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.field, self.code, self.found, self.choices = field, code, found, choices


def judge(compiled: Compiled, imagined: Imagined) -> Why:
    """Why it would give what it would give. Raises Unimaginable."""
    _check_event(compiled, imagined.event)
    frame = _frame(compiled, imagined)
    facts = Facts(compiled.scene, imagined.purchase(compiled), frame, imagined.event)
    return why(compiled, facts, evaluate(compiled, facts, Standing(room=_room(compiled, imagined.used))))


def _check_event(compiled: Compiled, event: Event | None) -> None:
    if event is None:
        return
    if event.kind not in compiled.events:
        raise Unimaginable("event.kind", "unknown", event.kind, tuple(compiled.events))
    if wrong := compiled.events[event.kind].fault(event):
        field, code = wrong
        raise Unimaginable(f"event.fields.{field}", code, str(event.fields.get(field, "")))


def _frame(compiled: Compiled, imagined: Imagined) -> Frame:
    member = imagined.member
    known = set(compiled.arms)
    for i, one in enumerate(member.held_out):
        if one not in known:
            raise Unimaginable(f"member.held_out[{i}]", "unknown", one, tuple(sorted(known)))
    return Frame(
        effective_at=imagined.at,
        visit=member.visit,
        days_since=member.days_since,
        tiers=_levels(compiled, member),
        attributes=member.attributes,
        segments=member.segments,
        held_out=member.held_out,
        birthday=member.birthday,
    )


def _levels(compiled: Compiled, member: ImaginedMember) -> dict[str, str]:
    """By tier set, the level; the lowest where none is named."""
    ladders = {one.id: [rung.id for rung in one.rungs] for one in compiled.ladders.values()}
    said = dict(member.levels)
    if member.level:
        if len(ladders) != 1:
            raise Unimaginable("member.level", "which_tier_set", member.level, tuple(ladders))
        said = {next(iter(ladders)): member.level, **said}
    for name, level in said.items():
        field = "member.level" if member.level == level else f"member.levels.{name}"
        if name not in ladders:
            raise Unimaginable(f"member.levels.{name}", "unknown", name, tuple(ladders))
        if level not in ladders[name]:
            raise Unimaginable(field, "unknown", level, tuple(ladders[name]))
    return {name: said.get(name, levels[0]) for name, levels in ladders.items()}


def _room(compiled: Compiled, used: dict[str, int]) -> dict[str, int]:
    """What limits leave."""
    for name, amount in used.items():
        if name not in compiled.caps:
            raise Unimaginable(f"used.{name}", "unknown", name, tuple(compiled.caps))
        if amount < 0:
            raise Unimaginable(f"used.{name}", "below_zero", str(amount))
    return {name: max(compiled.caps[name].most - amount, 0) for name, amount in used.items()}
