"""Change a program: its next version with its forecast, at once or once a second person has agreed (ADR 0031).

Every surface changes programs here; `apply_program` only stores.
"""

from __future__ import annotations

from django.db import transaction
from msgspec import Struct

from setia.engine.guard import Forecast, from_json, to_json
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.documents import compile_document
from setia.engine.rules.documents import to_json as document_json
from setia.services.apply_program import Applied, CannotApply, again, check_document, check_next, store
from setia.services.document_text import to_yaml
from setia.services.notice import notice_ends, worse_too_soon
from setia.storage import audit_log, clock, guards, programs, proposals
from setia.storage.models import Program, ProgramProposal
from setia.storage.programs import LoadedProgram

By = tuple[str, str]
"""Who, and through what."""


class Proposed(Struct, frozen=True):
    """A document waits for a second person."""

    program: str
    id: int


def change(compiled: Compiled, source: str, forecast: Forecast | None, by: By) -> Applied | Proposed:
    """Apply a document, or have it wait for a second person where the version in force asks for one.

    Raises CannotApply, having changed nothing.
    """
    with transaction.atomic():
        now, before = clock.read(), _before(compiled.program.id)
        if before is not None:
            if document_json(before.latest.program) == document_json(compiled.program):
                return Applied(before.code, before.versions.applied[-1].number, changed=False)
            check(before, compiled, now)
        if before is None or not before.latest.program.two_persons:
            return _put(compiled, source, forecast, by)
        return _propose(before, compiled, source, (forecast, 0), by)


def check(before: LoadedProgram, compiled: Compiled, now: int) -> None:
    """Whether a document may take effect after what there is. Raises CannotApply."""
    if document_json(before.latest.program) != document_json(compiled.program):
        check_next(before, compiled, now)
        _check_notice(before, compiled, now)


def undo(code: str, number: int, by: By) -> Applied | Proposed:
    """The content of an earlier version holds again, at once or once a second person has agreed.

    It keeps the forecast that it had. It is worse for members than what it undoes only where that has held for so long
    that they could count on it: as long as the notice. Raises CannotApply and UnknownVersion, having changed nothing.
    """
    with transaction.atomic():
        before = programs.load(code)
        compiled = again(before, number, clock.read())
        if compiled is None:
            return Applied(before.code, before.versions.applied[-1].number, changed=False)
        if before.latest.program.two_persons:
            return _propose(before, compiled, to_yaml(compiled.program), (None, number), by)
        return _put_back(before, compiled, number, by)


def approve(program: LoadedProgram, id_: int, by: By) -> Applied:
    """A second person agrees: it is applied now. Raises CannotApply, having changed nothing."""
    with transaction.atomic():
        found = _open(program, id_)
        if found.proposed_by == by[0]:
            raise CannotApply("second_person_needed", proposed_by=found.proposed_by)
        if found.against != program.versions.applied[-1].number:
            raise CannotApply("changed_meanwhile", version=program.versions.applied[-1].number)
        if found.undoes:
            compiled = again(program, found.undoes, clock.read())
            assert compiled is not None, "it was something else when it was proposed, and nothing has changed since"
            applied = _put_back(program, compiled, found.undoes, by)
        else:
            compiled = compile_document(found.document.encode())
            _check_notice(program, compiled, clock.read())
            applied = _put(compiled, found.source, from_json(found.forecast) if found.forecast else None, by)
        proposals.decide(found, "approved", by[0], clock.read(), applied.number)
        audit_log.note(program.id, by, "program_approved", f"proposal {id_}", version=applied.number)
    return applied


def reject(program: LoadedProgram, id_: int, by: By) -> None:
    """It is not to be; he who proposed it may say so himself. Raises CannotApply."""
    with transaction.atomic():
        found = _open(program, id_)
        state = "withdrawn" if found.proposed_by == by[0] else "rejected"
        proposals.decide(found, state, by[0], clock.read())
        audit_log.note(program.id, by, f"program_{state}", f"proposal {id_}")


def _before(code: str) -> LoadedProgram | None:
    return programs.load(code) if Program.objects.filter(code=code).exists() else None


def _check_notice(before: LoadedProgram, compiled: Compiled, now: int) -> None:
    if (reason := worse_too_soon(before.versions, compiled, now)) is not None:
        raise CannotApply(reason[0], **reason[1])


def _put(compiled: Compiled, source: str, forecast: Forecast | None, by: By) -> Applied:
    applied = store(compiled, source, by, clock.read())
    if applied.changed and forecast is not None and forecast.rules:
        guards.add_forecast(programs.load(applied.program).id, applied.number, to_json(forecast))
    return applied


def _put_back(before: LoadedProgram, compiled: Compiled, number: int, by: By) -> Applied:
    now = clock.read()
    since = [one for one in before.versions.applied if one.number > number]
    if any(notice_ends(one.applied_at, one.compiled) <= now for one in since):
        _check_notice(before, compiled, now)
    return _put(compiled, to_yaml(compiled.program), before.forecasts.get(number), by)


def _propose(
    before: LoadedProgram, compiled: Compiled, source: str, what: tuple[Forecast | None, int], by: By
) -> Proposed:
    (forecast, undoes), now = what, clock.read()
    check_document(compiled)
    check_next(before, compiled, now)
    id_ = proposals.add(
        ProgramProposal(
            program_id=before.id,
            document=document_json(compiled.program).decode(),
            source=source,
            forecast=to_json(forecast) if forecast is not None else "",
            against=before.versions.applied[-1].number,
            undoes=undoes,
            proposed_by=by[0],
            proposed_at=now,
        )
    )
    audit_log.note(before.id, by, "program_proposed", f"proposal {id_}", effective_from=compiled.effective_from)
    clock.remember(now)
    return Proposed(before.code, id_)


def _open(program: LoadedProgram, id_: int) -> ProgramProposal:
    found = proposals.one_open(program.id, id_)
    if found is None:
        raise CannotApply("unknown_proposal", proposal=id_)
    return found
