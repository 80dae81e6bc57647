"""The staff of a program: added, sent a link to sign in, removed; and what each role may do."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from msgspec import Struct

from setia.engine.calendar import SECOND
from setia.storage import audit_log, clock, staff
from setia.storage.models import Staff
from setia.storage.programs import LoadedProgram

Role = Literal["owner", "manager", "cashier"]
ROLES: tuple[Role, ...] = get_args(Role)

Deed = Literal[
    "figures",
    "members",
    "details",
    "adjust",
    "adjust_more",
    "merge",
    "move",
    "claim",
    "purchases",
    "return",
    "waiting",
    "program",
    "author",
    "apply",
    "own_data",
    "audit",
    "erase",
    "serve",
    "tills",
    "settings",
    "import",
    "staff",
]

MAY: dict[Role, frozenset[Deed]] = {
    "owner": frozenset(get_args(Deed)),
    "manager": frozenset(get_args(Deed)) - {"adjust_more", "apply", "audit", "erase", "staff"},
    "cashier": frozenset({"members", "details", "purchases", "claim", "return", "program", "serve"}),
}
"""What each role may do on pages: the one place that says so."""

ADJUST_MORE = "adjust_more"
"""The scope of who gives and takes by hand without the limit that a wallet has for staff."""

SCOPES: dict[Deed, str] = {
    "details": "members",
    "own_data": "members",
    "adjust": "adjust",
    "adjust_more": ADJUST_MORE,
    "merge": "adjust",
    "move": "adjust",
    "claim": "purchases",
    "return": "purchases",
    "waiting": "admin",
    "erase": "admin",
    "apply": "admin",
}
"""What a deed needs of the API."""

TILL_SCOPES = ("members", "purchases", "read", "redeem")
"""What whoever serves at a till by PIN may ask of the API, whatever his role is elsewhere."""

LINK_LIVES = 3600 * SECOND
CHANNEL = "cli"
TABLES_OF = ("contenttypes", "auth", "sessions", "account", "mfa")
"""Apps whose tables are those of signing in."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)


class StaffFault(Exception):
    """What cannot be done with the staff; `code` says why, `numbers` with what."""

    def __init__(self, code: str, **numbers: int | str) -> None:
        super().__init__(code)
        self.code, self.numbers = code, numbers


class Post(Struct, frozen=True):
    """Where somebody works: his e-mail address, his role, and the only store, if there is one."""

    email: str
    role: Role
    store: str = ""


def lay_tables() -> None:
    """Make the tables of signing in where a database was set up without them; pages' settings must be in force."""
    if "mfa_authenticator" not in connection.introspection.table_names():
        for app in TABLES_OF:
            call_command("migrate", app, verbosity=0, interactive=False)


def add(program: LoadedProgram, name: str, post: Post, actor: str, channel: str = CHANNEL) -> Staff:
    """Somebody of the staff. He has no password: a link lets him in. Raises StaffFault, having changed nothing."""
    if not _NAME.fullmatch(name):
        raise StaffFault("bad_name", found=name)
    try:
        validate_email(post.email)
    except ValidationError:
        raise StaffFault("bad_email", found=post.email) from None
    now = clock.read()
    try:
        with transaction.atomic():
            user = _user(post.email.lower())
            made = staff.add(program.id, name, user.pk, (post.role, post.store), (actor, now))
            audit_log.note(program.id, (actor, channel), "staff_added", name, role=post.role)
    except IntegrityError:
        raise StaffFault("name_taken", found=name) from None
    return made


def _user(email: str) -> Any:
    """Django's user with this address, of whom nobody knows a password until he sets one."""
    users = get_user_model()
    found = users.objects.filter(email=email).first()
    if found is not None:
        return found
    user = users(username=email, email=email)
    user.set_unusable_password()
    user.save()
    return user


def link(program: LoadedProgram, name: str, lives: int, actor: str, channel: str = CHANNEL) -> str:
    """The secret of a link that lets somebody in once. Raises StaffFault."""
    with transaction.atomic():
        found = _known(program, name)
        now = clock.system_reading()
        secret = staff.add_link(found.id, now, now + lives)
        audit_log.note(program.id, (actor, channel), "staff_link_made", name)
    return secret


def remove(program: LoadedProgram, name: str, actor: str, channel: str = CHANNEL) -> None:
    """Somebody may do nothing any more, from now on. Raises StaffFault."""
    with transaction.atomic():
        found = _known(program, name)
        found.revoked_at = clock.read()
        found.save(update_fields=["revoked_at"])
        audit_log.note(program.id, (actor, channel), "staff_removed", name)


def _known(program: LoadedProgram, name: str) -> Staff:
    found = Staff.objects.filter(program_id=program.id, name=name, revoked_at=None).first()
    if found is None:
        raise StaffFault("unknown_staff", found=name)
    return found
