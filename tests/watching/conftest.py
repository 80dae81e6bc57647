"""The till of the API's tests."""

from __future__ import annotations

from tests.api.conftest import till

__all__ = ["till"]
