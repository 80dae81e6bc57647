"""Named days by country, as they come with Setia: a document that names one carries its dates once it is read."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from setia.services.yaml_text import read

Table = dict[str, Any]
"""A calendar as documents have it."""


@cache
def tables() -> dict[str, Table]:
    """Every table by country and calendar: `my/aidilfitri`. To read."""
    found: dict[str, Table] = {}
    folder = files("setia") / "programs" / "calendars"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        country, mark, kind = file.name.rpartition(".")
        if mark and kind == "yaml":
            for table in read(file.read_text(encoding="utf-8"))[0]:
                found[f"{country}/{table['id']}"] = table
    return found


def with_dates(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the dates of every table that it names, and its name where it gives none.

    Dates that stand in the document are the author's own, and stay. A table that there is not has no dates.
    """
    calendars = document.get("calendars")
    if not calendars:
        return document
    return {**document, "calendars": [_with_dates(one) for one in calendars]}


def _with_dates(calendar: Table) -> Table:
    table = tables().get(calendar.get("table", ""))
    if table is None or calendar.get("dates"):
        return calendar
    return {**calendar, "dates": table["dates"], "name": calendar.get("name") or table["name"]}
