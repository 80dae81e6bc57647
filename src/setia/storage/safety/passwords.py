"""Whether the password that opens the database could be guessed; what it is never leaves this module."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.db import connection

from setia.storage.safety.check import Check

LENGTH_MIN = 12
DIFFERENT_MIN = 6
"""Different characters: fewer are one word typed again."""

KNOWN = (
    "admin changeit changeme default example letmein loyalty master password pgpass postgres postgresql"
    " qwerty root secret setia testing welcome"
).split()
"""What stands in examples and on every list of guesses."""

_AS_DIGITS = str.maketrans("01345@$!", "oleasasi")


def checks() -> Iterator[Check]:
    """The password of the database's role, where this process has one."""
    settings = connection.settings_dict
    if password := str(settings["PASSWORD"]):
        why = weakness(password, (settings["USER"], settings["NAME"], settings["HOST"]))
        yield Check("database_password", "unsafe" if why else "ok", {"why": why})


def weakness(password: str, names: tuple[Any, ...]) -> str:
    """Why a password is a bad one: `short`, `known`, `named` or `repeated`; empty for a good one.

    `names` are what everybody knows of it: the role, the database, the host.
    """
    plain = password.lower()
    bare = plain.strip("0123456789-_.!?#* ").translate(_AS_DIGITS)
    if any(bare and not bare.replace(known, "") for known in KNOWN):
        return "known"
    if any(str(name).lower() in (plain, bare) for name in names if name):
        return "named"
    if len(password) < LENGTH_MIN:
        return "short"
    runs = sum(ord(after) - ord(before) in (0, 1, -1) for before, after in pairwise(plain))
    if len(set(plain)) < DIFFERENT_MIN or runs > len(plain) * 2 // 3:
        return "repeated"
    return ""
