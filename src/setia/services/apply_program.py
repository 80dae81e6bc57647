"""Apply a program: store a document as the next immutable version."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from msgspec import Struct
from msgspec.structs import replace

from setia.engine.calendar import SECOND, to_datetime
from setia.engine.rules.advice import advise
from setia.engine.rules.compiled import Compiled, compile_program
from setia.engine.rules.documents import to_json
from setia.services.document_text import to_yaml
from setia.services.notice import against_notice
from setia.storage import audit_log, clock, programs
from setia.storage.models import Program
from setia.storage.programs import LoadedProgram


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


class UnknownVersion(Exception):
    """There is no version of this number; the argument is how many there are."""


def apply_program(compiled: Compiled, source: str, actor: str, channel: str = "cli") -> Applied:
    """Store the next version. Raises CannotApply, having changed nothing.

    Only a program's first version may take effect in the past: it has judged nothing yet (ledger 4.14). What members
    have may end earlier only after the notice period.
    """
    with transaction.atomic():
        return store(compiled, source, (actor, channel), clock.read())


def roll_back(code: str, number: int, actor: str, channel: str = "cli") -> Applied:
    """Apply the content of an earlier version as the next one (ledger 4.14). Raises CannotApply.

    It begins with the next second; or with the version that it takes the place of, where that has not begun yet.
    Nothing that was judged meanwhile is judged again. Raises UnknownVersion where there is none of that number.
    """
    with transaction.atomic():
        now, before = clock.read(), programs.load(code)
        compiled = again(before, number, now)
        if compiled is None:
            return Applied(before.code, before.versions.applied[-1].number, changed=False)
        return store(compiled, to_yaml(compiled.program), (actor, channel), now)


def again(before: LoadedProgram, number: int, now: int) -> Compiled | None:
    """An earlier version's content as the next one; None where the last says the same. Raises UnknownVersion."""
    if not 1 <= number <= len(before.versions.applied):
        raise UnknownVersion(len(before.versions.applied))
    # What was recorded at this very instant was judged without it.
    begins = max((now // SECOND + 1) * SECOND, -(-before.latest.effective_from // SECOND) * SECOND)
    old = before.versions.applied[number - 1].compiled.program
    if replace(old, effective_from="") == replace(before.latest.program, effective_from=""):
        return None
    return compile_program(replace(old, effective_from=to_datetime(begins, old.zone).isoformat()))


def store(compiled: Compiled, source: str, by: tuple[str, str], now: int) -> Applied:
    """Check a document and store it, in an open transaction. Raises CannotApply.

    It is applied an instant later than everything recorded so far, so that taking the journal again finds the same
    versions for each command (ledger 4.19).
    """
    check_document(compiled)
    document, code = to_json(compiled.program), compiled.program.id
    if (known := Program.objects.filter(code=code).first()) is not None:
        programs.changing(known.pk)
        before = programs.load(code)
        if to_json(before.latest.program) == document:
            return Applied(code, before.versions.applied[-1].number, changed=False)
        check_next(before, compiled, now)
        now = clock.next_instant(partial(programs.has_recorded, known.pk))
    number = programs.add_version(document, source, compiled, now, by[0])
    for one in programs.load(code).versions.redatings(now):
        if one.version.number == number:
            programs.wake(code, one.wallet, one.instant)
    program_id = programs.load(code).id
    audit_log.note(program_id, by, "program_applied", f"v{number}", effective_from=compiled.effective_from)
    clock.remember(now)
    return Applied(code, number, changed=True)


def check_document(compiled: Compiled) -> None:
    """Whether a document can be applied at all. Raises CannotApply."""
    if mended := [one for one in advise(compiled) if one.is_fault]:
        raise CannotApply(mended[0].code, **mended[0].numbers)


def check_next(before: LoadedProgram, compiled: Compiled, now: int) -> None:
    """Whether a document may take effect after what there is. Raises CannotApply."""
    _check_change(before.latest, compiled, now)
    if (reason := against_notice(before.versions, compiled, now)) is not None:
        raise CannotApply(reason[0], **reason[1])


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
