"""Preview: what a command would do to an account now. Nothing is locked and nothing is written."""

from __future__ import annotations

import msgspec

from setia.engine.commands import Command
from setia.engine.commands.instants import instant_refusal
from setia.engine.decide import Decision, Setting, decide, needs
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal
from setia.services.offers import Offers
from setia.services.requests import Manner
from setia.services.stamping import Stamper
from setia.storage import clock, loading
from setia.storage.programs import LoadedProgram

NOBODY = Manner(actor="", channel="")
"""Who asks does not matter to what it would come to."""


def preview(program: LoadedProgram, account_id: int, command: Command) -> Decision | Refusal:
    """The decision as it would be taken now, by what is stored and left at this moment."""
    if refusal := instant_refusal(command, program.latest.zone):
        return refusal
    account, setting = as_it_is(program, account_id, command)
    return decide(account, command, setting)


def as_it_is(program: LoadedProgram, account_id: int, command: Command) -> tuple[Account, Setting]:
    """An account as it is stored, with what a command would need of it and be offered now."""
    heads = loading.read_heads([account_id])
    stamp = Stamper(NOBODY, clock.read()).stamp(command, heads[account_id])
    setting = Setting(stamp, program.versions)
    need = needs(heads[account_id], command, setting)
    loading.fill(heads, {account_id: need})
    version = setting.version
    if version is not None and version.compiled.shares:
        offers = Offers(program)
        offers.look(account_id, need)
        setting = msgspec.structs.replace(
            setting, given=offers.given(account_id, need, version.compiled, stamp.effective_at)
        )
    return heads[account_id], setting
