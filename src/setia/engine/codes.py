"""Codes and labels: the only words that history may carry, so that no person's data can get into it (docs/adr/0009)."""

from __future__ import annotations

import re

_REASON = re.compile(r"(?=.{1,48}\Z)[a-z]+(_[a-z]+)*\Z")
_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,63}\Z")


def is_reason(text: str) -> bool:
    """Whether a text is a reason code such as `counted_wrong`: small letters and `_`, at most 48.

    No digit and no `@`: neither a phone, a card number nor an address can be written so.
    """
    return _REASON.match(text) is not None


def is_label(text: str) -> bool:
    """Whether a text is a label such as `store:12`, `v2026-01` or `zh-Hant`: a letter, then what ids are made of."""
    return _LABEL.match(text) is not None
