"""Programs and their versions, read and added. Versions are immutable; adding one is the only write."""

from __future__ import annotations

import secrets

from django.db import connection
from msgspec import Struct, structs

from setia.engine.guard import Forecast
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.documents import compile_document
from setia.engine.rules.versions import Version, Versions
from setia.storage import guards, looks, phones, sources
from setia.storage.looks import Look
from setia.storage.members import Known
from setia.storage.models import Account, Program, ProgramVersion
from setia.storage.sources import Source, Sources
from setia.storage.streaming import fetch


class LoadedProgram(Struct, frozen=True):
    """A program ready to judge: its identity, its secret key and all its versions."""

    id: int
    code: str
    key: bytes
    versions: Versions
    has_products: bool = False
    """Whether anything was ever said of its products."""
    forecasts: dict[int, Forecast] = {}
    """What versions are expected to give, by number; only of those that have a forecast."""
    foreseen: int = 0
    """How many versions have a forecast, those that nobody can read any more included."""
    look: Look = Look()
    """What its pages and letters look like; the engine knows nothing of it."""
    sources: Sources = Sources()
    """The systems that report to it, as far as they are known."""

    @property
    def latest(self) -> Compiled:
        """The version applied last."""
        return self.versions.applied[-1].compiled

    def current(self, now: int) -> Compiled:
        """The version in force, as its readers have it now; before the first begins, the one applied last."""
        version = self.versions.in_force(now, now)
        return version.compiled if version is not None else self.latest

    @property
    def country(self) -> str:
        """By whose habits phone numbers are read and shown; empty: by none."""
        return phones.country_of(self.latest.zone)

    def kept(self, named: Known) -> Known:
        """A way to name a member as it is kept: however his phone number is typed, it is one number."""
        return Known("phone", phones.kept(named.value, self.country)) if named.kind == "phone" else named

    def source(self, name: str) -> Source:
        """What is known of a source; one that nobody knows is nobody's, and its numbers never come again."""
        return self.sources.by_name.get(name, _NEW)

    def called(self, language: str) -> str:
        """What people know it as: the shop's name, where it has one for all languages, else the program's own."""
        names = self.latest.program.name
        return self.look.name or names.get(language) or names.get("en") or next(iter(names.values()), self.code)


_NEW = Source()


class UnknownProgram(Exception):
    """No program has this code; `args` are the codes there are."""


def load(code: str = "") -> LoadedProgram:
    """The program with this code; without one, the only program there is. Raises UnknownProgram."""
    programs = {program.code: program for program in Program.objects.order_by("code")}
    if not code and len(programs) == 1:
        code = next(iter(programs))
    if code not in programs:
        raise UnknownProgram(*programs)
    program = programs[code]
    rows = ProgramVersion.objects.filter(program=program).order_by("number")
    forecasts, foreseen = guards.forecasts(program.pk)
    applied = tuple(
        Version(row.number, row.applied_at, compile_document(row.document.encode()), watched=row.number in forecasts)
        for row in rows
    )
    return LoadedProgram(
        program.pk,
        program.code,
        bytes(program.key),
        Versions(applied),
        bool(program.has_products),
        forecasts,
        foreseen,
        looks.read(program.pk),
        sources.of(program.pk),
    )


_STANDING = (
    "SELECT (SELECT count(*) FROM program_version v WHERE v.program_id = p.id), p.has_products,"
    " coalesce((SELECT l.revision FROM look l WHERE l.program_id = p.id), 0),"
    " (SELECT count(*) FROM program_forecast f WHERE f.program_id = p.id),"
    " coalesce((SELECT sum(s.revision) FROM source s WHERE s.program_id = p.id), 0) FROM program p WHERE p.id = %s"
)


def refreshed(code: str, known: LoadedProgram | None) -> LoadedProgram:
    """The program as it now is: the one known already, unless anything of it is new."""
    if known is not None:
        # Asked before every batch and every page: the statement as it is, and not made anew by the mapper.
        standing = fetch(_STANDING, [known.id])
        [(*others, revision)] = standing or [(0,)]
        if others == [len(known.versions.applied), int(known.has_products), known.look.revision, known.foreseen]:
            if revision == known.sources.revision:
                return known
            return structs.replace(known, sources=sources.of(known.id))  # no document needs to be read again for it
    return load(code)


_APPLYING = 0x5E71A
"""The class of PostgreSQL's advisory locks that keep batches and new versions of a program apart."""


def held(known: LoadedProgram) -> LoadedProgram:
    """The program as it now is and stays until the open transaction ends: no version is applied meanwhile.

    So what a batch records is judged by the versions that were applied before it was recorded, and by no others.
    SQLite lets only one transaction write anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [_APPLYING, known.id])
    return refreshed(known.code, known)


def changing(program_id: int) -> None:
    """Wait until nobody holds the program, and keep everybody from it until the open transaction ends.

    0 stands for the first program, which has no id yet.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_APPLYING, program_id])


def has_recorded(program_id: int, at: int) -> bool:
    """Whether anything was recorded for an account of a program at an instant or after it."""
    return Account.objects.filter(program_id=program_id, recorded_at__gte=at).exists()


def of_id(program_id: int) -> LoadedProgram:
    """The program with this id."""
    return load(Program.objects.values_list("code", flat=True).get(pk=program_id))


def add_version(document: bytes, source: str, compiled: Compiled, applied_at: int, applied_by: str) -> int:
    """Store the next version of the program that the document names, creating the program with its first."""
    program, _ = Program.objects.get_or_create(
        code=compiled.program.id, defaults={"key": secrets.token_bytes(32), "created_at": applied_at}
    )
    number = ProgramVersion.objects.filter(program=program).count() + 1
    ProgramVersion.objects.create(
        program=program,
        number=number,
        effective_from=compiled.effective_from,
        applied_at=applied_at,
        applied_by=applied_by,
        document=document.decode(),
        source=source,
    )
    return number


def count_versions(program_id: int) -> int:
    """How many a program has by now; whoever loaded it before may know of fewer."""
    return ProgramVersion.objects.filter(program_id=program_id).count()


def wake(code: str, wallet: str, instant: int) -> None:
    """Let every account that has something in a wallet be looked at by then: its lots get other ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE account SET next_due_at = %s WHERE (next_due_at IS NULL OR next_due_at > %s)"
            " AND program_id = (SELECT id FROM program WHERE code = %s) AND EXISTS (SELECT 1 FROM wallet w"
            " WHERE w.account_id = account.id AND w.wallet_type = %s AND w.pending + w.available + w.held > 0)",
            [instant, instant, code, wallet],
        )
