"""Preview: what a command would do to an account now. Nothing is locked and nothing is written."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from setia.engine.commands import Command, RecordPurchase
from setia.engine.commands.instants import instant_refusal
from setia.engine.decide import Decision, Setting, decide, needs
from setia.engine.ledger.state import Account, Needs, both
from setia.engine.refusals import Refusal
from setia.engine.rules.evaluate import COUNTS
from setia.services.catalogue import filled_commands
from setia.services.offers import Offers
from setia.services.requests import Manner
from setia.services.stamping import Stamper
from setia.storage import clock, loading
from setia.storage.programs import LoadedProgram

NOBODY = Manner(actor="", channel="")
"""Who asks does not matter to what it would come to."""


def preview(program: LoadedProgram, account_id: int, command: Command) -> Decision | Refusal:
    """The decision as it would be taken now, by what is stored and left at this moment."""
    return previews(program, [(account_id, command)])[0]


def once_it_counts(program: LoadedProgram, account_id: int, command: RecordPurchase) -> dict[str, int]:
    """What a purchase that is not paid for or delivered yet would give by then, by wallet; nothing where it counts now.

    The program says which of the two it is: `earns_at`.
    """
    earns_at, purchase = program.latest.program.earns_at, command.purchase
    if purchase.status in COUNTS[earns_at] or purchase.status == "cancelled":
        return {}
    then = RecordPurchase(structs.replace(purchase, status=earns_at))
    decided = preview(program, account_id, then)
    return {} if isinstance(decided, Refusal) else decided.awarded


def previews(program: LoadedProgram, asked: Sequence[tuple[int, Command]]) -> list[Decision | Refusal]:
    """The same of many, each by itself, as if none of the others were asked: in as many reads as one takes."""
    asked = list(zip([id_ for id_, _ in asked], filled_commands(program, [one for _, one in asked]), strict=True))
    sound = [one for one in asked if instant_refusal(one[1], program.latest.zone) is None]
    found = iter(_as_they_are(program, sound))
    return [
        instant_refusal(command, program.latest.zone) or decide(*_with(next(found), command)) for _, command in asked
    ]


def preview_then(
    program: LoadedProgram, account_id: int, first: Command, then: Sequence[Command]
) -> tuple[Decision | Refusal, list[Decision | Refusal]]:
    """The decision as it would be taken now, and what each of some further commands would come to after it.

    Each of those by itself; none where the first would be refused.
    """
    first, *then = filled_commands(program, [first, *then])
    if refusal := instant_refusal(first, program.latest.zone):
        return refusal, []
    (account, setting), *found = _as_they_are(program, [(account_id, one) for one in (first, *then)])
    decided = decide(account, first, setting)
    if isinstance(decided, Refusal):
        return decided, []
    after = [decide(decided.account, one, later) for one, (_, later) in zip(then, found, strict=True)]
    return decided, after


def as_it_is(program: LoadedProgram, account_id: int, command: Command) -> tuple[Account, Setting]:
    """An account as it is stored, with what a command would need of it and be offered now."""
    return _as_they_are(program, [(account_id, command)])[0]


def _with(found: tuple[Account, Setting], command: Command) -> tuple[Account, Command, Setting]:
    return found[0], command, found[1]


def _as_they_are(program: LoadedProgram, asked: Sequence[tuple[int, Command]]) -> list[tuple[Account, Setting]]:
    heads = loading.read_heads({account_id for account_id, _ in asked}) if asked else {}
    stamper = Stamper(NOBODY, clock.read())
    settings = [Setting(stamper.stamp(one, heads[account_id]), program.versions) for account_id, one in asked]
    each = [needs(heads[id_], one, setting) for (id_, one), setting in zip(asked, settings, strict=True)]
    wanted: dict[int, Needs] = {}
    for (account_id, _), need in zip(asked, each, strict=True):
        wanted[account_id] = both(wanted[account_id], need) if account_id in wanted else need
    loading.fill(heads, wanted)
    offers: Offers | None = None
    found = []
    for (account_id, _), setting, need in zip(asked, settings, each, strict=True):
        version = setting.version
        if version is not None and version.compiled.shares:
            if offers is None:
                offers = Offers(program)
                offers.look(wanted)
            given = offers.given(account_id, need, version.compiled, setting.stamp.effective_at)
            setting = structs.replace(setting, given=given)
        found.append((heads[account_id], setting))
    return found
