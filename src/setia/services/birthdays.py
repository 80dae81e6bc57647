"""Birthdays: by the sweep on the day, or when the member asks; what each gives, and only once, is the engine's."""

from __future__ import annotations

from datetime import timedelta

from setia.engine.calendar import local_date
from setia.engine.commands import CelebrateBirthday
from setia.engine.rules.birthdays import TRIGGER, kept_on
from setia.services.batch import Manner, Request, apply
from setia.storage import people
from setia.storage.programs import LoadedProgram

BATCH = 500


def celebrate_due(program: LoadedProgram, now: int) -> int:
    """Give to everybody whose birthday is today; returns to how many. Where members ask for it, nobody is given to.

    A sweep that is late looks back as far as rules do. Who was given to for the same birthday is not asked again.
    """
    compiled = program.current(now)
    if not compiled.birthday_days or compiled.program.birthdays.given != "on_the_day":
        return 0
    if all(judge.trigger != TRIGGER for track in compiled.tracks for judge in track.judges):
        return 0
    today, given = local_date(now, compiled.zone), 0
    for back in range(compiled.birthday_days):
        day = today - timedelta(back)
        kept = kept_on(day, compiled.program.birthdays.leap_day)
        last_id = 0
        while ids := people.to_celebrate(program.id, kept, f"{day.year:04d}", (last_id, BATCH)):
            requests = [Request(CelebrateBirthday(now), account_id=id_) for id_ in ids]
            outcomes = apply(program, requests, Manner(actor="system", channel="sweep"))
            given += sum(outcome.status == "done" for outcome in outcomes)
            last_id = ids[-1]
    return given
