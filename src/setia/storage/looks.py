"""A shop's look read and written: what it is called, its colour, its logo, and how its pages speak."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import asdict

from setia.storage.models import Look as Row
from setia.storage.models import Program


class Look(Struct, frozen=True):
    """All of it but the picture itself. Empty fields mean Setia's own."""

    name: str = ""
    colour: str = ""
    """#rrggbb."""
    language: str = ""
    logo_type: str = ""
    """The media type of the logo; empty where there is none."""
    revision: int = 0
    """One more with every change; 0: never changed."""
    era: str = ""
    """Of years on Thai pages: `common`; empty: Buddhist."""
    digits: str = ""
    """On Thai pages: `thai`; empty: 0 to 9."""


def locked(program_id: int) -> Look:
    """As it is until the open transaction ends: of two who change it at once, the second adds to what the first left.

    The program's row is locked, which is there before a look is; tills go on meanwhile.
    """
    Program.objects.select_for_update(no_key=True).get(pk=program_id)
    return read(program_id)


def read(program_id: int) -> Look:
    """As it now is."""
    row = Row.objects.filter(program_id=program_id).defer("logo").first()
    if row is None:
        return Look()
    return Look(row.name, row.colour, row.language, row.logo_type, row.revision, row.era, row.digits)


def logo(program_id: int) -> bytes:
    """The picture; empty where there is none."""
    found = Row.objects.filter(program_id=program_id).values_list("logo", flat=True).first()
    return bytes(found or b"")


def write(program_id: int, look: Look, picture: bytes, at: int) -> None:
    """Keep it in the place of what there was."""
    Row.objects.update_or_create(program_id=program_id, defaults={**asdict(look), "logo": picture, "changed_at": at})
