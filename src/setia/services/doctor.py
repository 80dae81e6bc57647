"""Is this deployment safe? Everything that can be looked at, in the order in which it should be mended."""

from __future__ import annotations

from pathlib import Path

from django.db import connection

from setia.storage.models import Deployment
from setia.storage.safety import clocks, passwords, postgresql, schema, sqlite, tokens, webhooks
from setia.storage.safety.check import Check, judged


class Unsafe(Exception):
    """Nothing is served from here; `args` are the codes of what is not safe."""


def examine() -> list[Check]:
    """Every check of the connected database. Raises DatabaseError if it cannot be reached."""
    found = list(schema.checks())
    if all(check.verdict == "ok" for check in found if check.code == "tables"):
        is_set_up = Deployment.objects.exists()
        found.append(judged("set_up", is_safe=is_set_up))
        found.extend(clocks.checks() if is_set_up else ())
        found.extend(webhooks.checks() if is_set_up else ())
    found.extend(tokens.checks())
    if connection.vendor == "sqlite":
        found.extend(sqlite.checks(Path(str(connection.settings_dict["NAME"]))))
    else:
        found.extend(postgresql.checks())
        found.extend(passwords.checks())
    return found


def is_unsafe(checks: list[Check]) -> bool:
    """Whether nothing should be served from here."""
    return any(check.verdict == "unsafe" for check in checks)


def require_safe() -> None:
    """Raise Unsafe unless this deployment may serve: asked by every process that writes, whoever started it."""
    if unsafe := [check.code for check in examine() if check.verdict == "unsafe"]:
        raise Unsafe(*unsafe)


def hand_over() -> list[str]:
    """The SQL that gives the tables to a role of their own; empty where there are no roles."""
    return postgresql.hand_over() if connection.vendor == "postgresql" else []
