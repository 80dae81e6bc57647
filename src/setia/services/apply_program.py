"""Apply a program: store a document as the next immutable version."""

from __future__ import annotations

from django.db import transaction
from msgspec import Struct

from setia.engine.rules.advice import advise
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.documents import to_json
from setia.services.notice import against_notice
from setia.storage import audit_log, clock, programs
from setia.storage.models import Program


class Applied(Struct, frozen=True):
    """What applying did."""

    program: str
    number: int
    """The version's number; of the one in force where nothing changed."""
    changed: bool


class CannotApply(Exception):
    """The version may not take effect so; `code` says why, `numbers` with what."""

    def __init__(self, code: str, **numbers: int | str) -> None:
        super().__init__(code)
        self.code, self.numbers = code, numbers


def apply_program(compiled: Compiled, source: str, actor: str, channel: str = "cli") -> Applied:
    """Store the next version. Raises CannotApply, having changed nothing.

    Only a program's first version may take effect in the past: it has judged nothing yet (ledger 4.14). What members
    have may end earlier only after the notice period.
    """
    if mended := [one for one in advise(compiled) if one.is_fault]:
        raise CannotApply(mended[0].code, **mended[0].numbers)
    document = to_json(compiled.program)
    with transaction.atomic():
        now = clock.read()
        code = compiled.program.id
        if Program.objects.filter(code=code).exists():
            before = programs.load(code)
            if to_json(before.latest.program) == document:
                return Applied(code, before.versions.applied[-1].number, changed=False)
            _check_change(before.latest, compiled, now)
            if (reason := against_notice(before.versions, compiled, now)) is not None:
                raise CannotApply(reason[0], **reason[1])
        number = programs.add_version(document, source, compiled, now, actor)
        for one in programs.load(code).versions.redatings(now):
            if one.version.number == number:
                programs.wake(code, one.wallet, one.instant)
        program_id = programs.load(code).id
        audit_log.note(
            program_id, (actor, channel), "program_applied", f"v{number}", effective_from=compiled.effective_from
        )
        clock.remember(now)
    return Applied(code, number, changed=True)


def _check_change(before: Compiled, after: Compiled, now: int) -> None:
    if after.effective_from < now and clock.kind() == "system":
        raise CannotApply("starts_in_the_past", effective_from=after.effective_from, now=now)
    may_follow(before, after)


def may_follow(before: Compiled, after: Compiled) -> None:
    """Whether a document can ever be the next version: units stay what they are. Raises CannotApply."""
    if after.program.currency != before.program.currency:
        raise CannotApply("currency_changed", found=after.program.currency, expected=before.program.currency)
    for id_, unit in before.units.items():
        if id_ not in after.units:
            raise CannotApply("wallet_removed", wallet=id_)
        if after.units[id_].kind != unit.kind:
            raise CannotApply("kind_changed", wallet=id_, found=after.units[id_].kind, expected=unit.kind)
        if after.units[id_].decimals != unit.decimals:
            raise CannotApply("decimals_changed", wallet=id_, found=after.units[id_].decimals, expected=unit.decimals)
