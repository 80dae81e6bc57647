"""Program documents with something wrong in one line."""

from __future__ import annotations

import pytest

from setia.services.documents import BadDocument, DocumentFault, read, read_program

LINES = """\
format: 1
id: test
name:
  en: Test
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets:
  - id: points
    unit: {en: points}
    expiry:
      after: P12M
rules:
  - id: base
    effects:
      - kind: points_per_amount
        points: 1
        per: 1.00
""".splitlines()


def with_line(number: int, text: str) -> str:
    """The document with one line replaced, counted from 1; several lines may stand for it."""
    return "\n".join([*LINES[: number - 1], text, *LINES[number:]]) + "\n"


def faults(text: str) -> list[DocumentFault]:
    """What is wrong with a program document."""
    with pytest.raises(BadDocument) as bad:
        read_program(text)
    return bad.value.faults


def fault(text: str) -> DocumentFault:
    """The one thing that is wrong with a program document."""
    (only,) = faults(text)
    return only


def faults_of_any(text: str) -> list[DocumentFault]:
    """What is wrong with a document of whatever kind."""
    with pytest.raises(BadDocument) as bad:
        read(text)
    return bad.value.faults
