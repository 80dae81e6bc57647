"""The seed of a random test: another one in each run, or the one that SETIA_SEED names."""

from __future__ import annotations

import os
import secrets


def seed_of_this_run() -> int:
    """A seed to be printed, so that a failure can be repeated."""
    named = os.environ.get("SETIA_SEED")
    return int(named) if named else secrets.randbelow(2**32)
