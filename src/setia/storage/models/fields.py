"""Column types that mean the same on SQLite and PostgreSQL.

Django's field classes take type arguments in their stubs only, hence the ignores.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class Whole(models.BigIntegerField):  # type: ignore[type-arg]
    """A whole number of 64 bits. SQLite would store text or a float in an integer column; a CHECK refuses it."""

    def db_check(self, connection: BaseDatabaseWrapper) -> str | None:
        """The column's CHECK where the database does not enforce the type itself."""
        if connection.vendor != "sqlite":
            return None
        column = connection.ops.quote_name(str(self.column))
        allowed = "('integer', 'null')" if self.null else "('integer')"
        return f"typeof({column}) IN {allowed}"


class Key(models.TextField):  # type: ignore[type-arg]
    """Text that is compared byte by byte, whatever the database's language."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """Add the bytewise collation where the default is a language's."""
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class Instant(Whole):
    """Microseconds since 1970-01-01T00:00Z."""


class Digest(models.BinaryField):  # type: ignore[type-arg]
    """A hash or a keyed hash, as bytes."""
