"""Who is let in: a page of the console is drawn for one of the staff, in his program, if his role may see it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from msgspec import Struct

from setia.engine.rules.conditions.visibility import Audience
from setia.services import for_staff
from setia.services.staff import MAY, SCOPES, TILL_SCOPES, Deed, Role
from setia.storage import clock, programs, staff
from setia.storage.programs import LoadedProgram
from setia.web import language, looks
from setia.wording.languages import Language
from setia.wording.people import People

P = ParamSpec("P")

_programs: dict[tuple[str, int], LoadedProgram] = {}
"""By database and id, of this process: a program is read again when it has a new version."""


class Session(Struct, frozen=True):
    """Somebody of the staff who reads a page, now."""

    id: int
    name: str
    role: Role
    store: str
    """The only one that he works in; empty: any."""
    email: str
    program: LoadedProgram
    language: Language
    now: int
    """By the deployment's clock."""
    till: str = ""
    """The device that he works at by PIN, as histories name it; empty: he has signed in himself."""

    @property
    def people(self) -> People:
        """How he has dates and numbers, at this shop."""
        return People.of(self.language, self.program.look)

    def may(self, deed: Deed) -> bool:
        """Whether his role lets him; at a till never more than a cashier, for a PIN is short."""
        return deed in MAY[self.role if not self.till else "cashier"]

    @property
    def audience(self) -> Audience:
        """Who may change the program is told why of every rule, and who is held out; others of what members read."""
        return "author" if self.may("author") else "staff"

    @property
    def scopes(self) -> tuple[str, ...]:
        """What he may ask of the API."""
        if self.till:
            return TILL_SCOPES
        return tuple(sorted({scope for deed, scope in SCOPES.items() if self.may(deed)}))

    def token(self) -> str:
        """Who he is and what he may ask of the API, signed, for now."""
        now, is_till = clock.machine_reading(), bool(self.till)
        who = for_staff.Staff(self.id, self.program.id, self.name, self.scopes, self.store, now, is_till)
        return for_staff.sign(for_staff.shared_key(), who)


View = Callable[Concatenate[HttpRequest, Session, P], HttpResponse]
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def staff_only(deed: Deed) -> Callable[[View[P]], Page[P]]:
    """A view for those whose role may do this; everybody else signs in, or is told that he may not."""

    def around(view: View[P]) -> Page[P]:
        @wraps(view)
        def drawn(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            session = of_request(request)
            if session is None:
                return _sign_in_first(request)
            if not session.may(deed):
                raise PermissionDenied
            return view(request, session, *args, **kwargs)

        return cast("Page[P]", drawn)

    return around


def of_request(request: HttpRequest) -> Session | None:
    """Who asks; None where nobody has signed in, or he is of no program's staff any more."""
    user: Any = request.user
    if not user.is_authenticated:
        return None
    posts = staff.of_user(user.pk)
    chosen = request.session.get("staff")
    post = next((one for one in posts if one.id == chosen), posts[0] if posts else None)
    if post is None:
        return None
    program = program_of(post.program_id)
    looks.wear(request, program)
    role: Any = post.role
    spoken = language.of(request)
    session = Session(post.id, post.name, role, post.store, user.email, program, spoken, clock.read())
    request.setia_staff = session  # type: ignore[attr-defined]  # what the frame shows
    return session


def program_of(program_id: int) -> LoadedProgram:
    """A program as it now is."""
    key = (str(connection.settings_dict["NAME"]), program_id)
    known = _programs.get(key)
    code = known.code if known is not None else programs.of_id(program_id).code
    found = _programs[key] = programs.refreshed(code, known)
    return found


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the way in; of a part of a page, the whole page goes there."""
    answer = redirect_to_login(request.get_full_path())
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204, headers={"HX-Redirect": "/account/login/"})  # type: ignore[assignment]
    return answer
