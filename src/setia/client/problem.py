"""What the server says no with."""

from __future__ import annotations

from typing import Any


class Problem(Exception):
    """A "no" of the server: `code` is stable, `numbers` explain it, `field` says where the request is wrong."""

    def __init__(self, status: int, code: str, field: str = "", detail: str = "", **numbers: Any) -> None:
        super().__init__(f"{status} {code}" + (f" ({field})" if field else "") + (f": {detail}" if detail else ""))
        self.status, self.code, self.field, self.detail, self.numbers = status, code, field, detail, numbers
