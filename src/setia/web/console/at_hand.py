"""Figures at hand: reports that were made a moment ago, and a thread that makes the next one while people read.

A page never waits for a report. It shows the last one and when it was made; where there is none yet it says so, and
asks again. The ledger's tables are read only to bring the analytical copy up to date, in a snapshot of its own.
"""

from __future__ import annotations

import logging
import os
from datetime import date
from pathlib import Path
from threading import Lock, Thread

import msgspec
from django.db import connection
from msgspec import Struct

from setia.engine.calendar import Duration, add, local_date
from setia.insight.analytical_copy import folder_beside_database, refresh
from setia.insight.report import Question, Report, build
from setia.storage import clock
from setia.storage.programs import LoadedProgram

FRESH_SECONDS = 60.0
"""How old a report may be before another one is made."""
EMPTY_FRESH_SECONDS = 2.0
"""The same of one that has no purchase in it: it takes no time, and whoever has just sold looks for it."""
KEPT = 12

_log = logging.getLogger("setia.web")
_turn = Lock()
_reports: dict[tuple[str, int, int], Made] = {}
_wanted: set[tuple[str, int, int]] = set()


class Made(Struct, frozen=True):
    """A report, or why there is none, and when that was by the machine's stopwatch."""

    report: Report | None
    at: float
    is_old: bool = False
    """Whether the next one is being made."""


def report(program: LoadedProgram, months: int, now: int) -> Made | None:
    """The last report of so many months up to today, the first of them whole; None while the first one is made.

    What is old is shown until the next one is there, which is soon worth asking for.
    """
    key = (str(connection.settings_dict["NAME"]), program.id, months)
    with _turn:
        found = _reports.get(key)
        is_old = found is None or clock.stopwatch() - found.at > _fresh_for(found.report)
        if is_old and key not in _wanted:
            _wanted.add(key)
            Thread(target=_make, args=(key, program, months, now), name="figures", daemon=True).start()
    return msgspec.structs.replace(found, is_old=is_old) if found is not None else None


def _fresh_for(made: Report | None) -> float:
    return EMPTY_FRESH_SECONDS if made is not None and made.is_empty else FRESH_SECONDS


def _make(key: tuple[str, int, int], program: LoadedProgram, months: int, now: int) -> None:
    made: Report | None = None
    try:
        today = local_date(now, program.latest.zone)
        made = build(refresh(_folder()), Question(program, now, clock.kind(), _first(today, months), today))
    except Exception:  # noqa: BLE001 - whatever it was, the page says that there are none, and the log why
        _log.exception("figures could not be made")
    finally:
        connection.close()
        with _turn:
            _wanted.discard(key)
            while len(_reports) >= KEPT:
                _reports.pop(next(iter(_reports)))
            if made is not None or key not in _reports:
                _reports[key] = Made(made, clock.stopwatch())


def _first(today: date, months: int) -> date:
    return add(today.replace(day=1), Duration(months=1 - months, days=0))


def _folder() -> Path:
    named = os.environ.get("SETIA_INSIGHT_FOLDER")
    return Path(named) if named else folder_beside_database()
