"""Whom a surface speaks to, as its users say it, and which audience of conditions that is."""

from __future__ import annotations

from typing import Literal

from setia.engine.rules.conditions.visibility import Audience

Whom = Literal["member", "till", "author"]

AUDIENCES: dict[Whom, Audience] = {"member": "member", "till": "staff", "author": "author"}
