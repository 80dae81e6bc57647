"""How allauth behaves here: nobody signs up, no mail is sent, and nobody is let in by a password alone."""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from setia.engine.calendar import SECOND
from setia.storage import clock


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """The staff's rules."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Who may come in is said at the command line."""
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """A password counts only together with a second factor."""
        if not is_mfa_enabled(user):
            return redirect("account_login")
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not from who has proved himself a moment ago, nor from who has nothing to do it by yet: a link let him in."""
        request = context.request
        records = get_authentication_records(request, request.user)
        proved_at = records[-1]["at"] * SECOND if records else 0
        if clock.machine_reading() - proved_at < app_settings.REAUTHENTICATION_TIMEOUT * SECOND:
            return False
        return bool(
            get_reauthentication_flows(request.user) and super().is_reauthentication_required(app=app, **kwargs)
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail yet."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail yet."""
