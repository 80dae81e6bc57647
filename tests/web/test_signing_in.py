"""Signing in: a link lets in once, a password only together with a second factor, and nothing says who is there."""

from __future__ import annotations

import json
import re
import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache

from setia.storage import audit_log
from setia.storage.audit_log import Sought
from setia.storage.models import StaffLink
from tests.web.reader import Desk
from tests.web.store import Store

PASSWORD = "tidak pernah hujan di sini"


@pytest.fixture
def store(database: str) -> Store:
    cache.clear()
    return Store()


def code_of(secret: str) -> str:
    """What a code app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_a_link_lets_in_once_and_looking_at_it_uses_nothing_up(store: Store) -> None:
    link = store.hires("aina", "owner")
    for _ in range(3):
        assert b"aina" in Desk().reads(link).content
    desk = Desk().signs_in(link)
    assert desk.client.get("/members").status_code == 200
    late = Desk()
    assert late.client.get(link).status_code == 410
    assert late.client.post(link).status_code == 410
    assert late.client.get("/members").status_code == 302
    [signed_in] = audit_log.deeds(store.program.id, Sought(action="signed_in_by_link"), 9)
    assert (signed_in.actor, signed_in.channel) == ("staff:aina", "console")


def test_a_link_ends_and_only_its_digest_is_kept(store: Store) -> None:
    link = store.hires("aina", "owner")
    [row] = StaffLink.objects.all()
    assert link.rpartition("/")[2].encode() not in bytes(row.digest)
    StaffLink.objects.update(expires_at=row.created_at)
    assert Desk().client.post(link).status_code == 410


def test_a_password_comes_after_a_code_app_and_both_are_asked_for(store: Store) -> None:
    desk = Desk().signs_in(store.hires("aina", "owner"))
    assert desk.client.get("/account/password").headers["Location"] == "/account/code-app/"
    page = desk.reads("/account/code-app/").content.decode()
    [secret] = re.findall(r'class="code">([A-Z2-7]{16,})<', page)
    assert desk.client.post("/account/code-app/", {"code": "000000"}).status_code == 200
    assert desk.client.post("/account/code-app/", {"code": code_of(secret)}).status_code == 302
    codes = re.findall(r"<li>([\w-]+)</li>", desk.reads("/account/recovery-codes/").content.decode())
    assert len(codes) == 10
    assert desk.client.post("/account/password", {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    assert desk.client.post("/account/logout/").status_code == 302
    assert desk.client.get("/members").status_code == 302

    given = {"login": "aina@example.com", "password": PASSWORD}
    assert desk.client.post("/account/login/", given).headers["Location"] == "/account/code/"
    assert desk.client.get("/members").status_code == 302
    assert desk.client.post("/account/code/", {"code": "123456"}).status_code == 200
    assert desk.client.post("/account/code/", {"code": codes[0]}).status_code == 302
    assert desk.client.get("/members").status_code == 200

    other = Desk()
    other.client.post("/account/login/", given)
    assert other.client.post("/account/code/", {"code": codes[0]}).status_code == 200  # used already


def test_a_password_alone_lets_nobody_in(store: Store) -> None:
    store.hires("aina", "owner")
    user = get_user_model().objects.get(email="aina@example.com")
    user.set_password(PASSWORD)
    user.save()
    desk = Desk()
    answer = desk.client.post("/account/login/", {"login": "aina@example.com", "password": PASSWORD})
    assert answer.headers["Location"] == "/account/login/"
    assert desk.client.get("/members").status_code == 302


def test_who_guesses_hears_the_same_whether_or_not_somebody_is_there(store: Store) -> None:
    store.hires("aina", "owner")

    def told(email: str) -> str:
        page = Desk().client.post("/account/login/", {"login": email, "password": "wrong"}).content.decode()
        return re.sub(r'value="[^"]*"', "", page)

    assert told("aina@example.com") == told("nobody@example.com")


def test_nobody_signs_up(store: Store) -> None:
    for path in ("/account/signup/", "/account/no-sign-up/", "/account/password/reset/"):
        assert Desk().client.get(path).status_code in (302, 404)


def test_secrets_of_code_apps_are_sealed_where_they_lie(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk().signs_in(store.hires("aina", "owner"))
    [secret] = re.findall(r'class="code">([A-Z2-7]{16,})<', desk.reads("/account/code-app/").content.decode())
    assert desk.client.post("/account/code-app/", {"code": code_of(secret)}).status_code == 302
    stored = Authenticator.objects.get(type="totp")
    assert secret not in json.dumps(stored.data)
    factors = get_adapter()
    assert factors.decrypt(stored.data["secret"]) == secret
    assert factors.decrypt(secret) == secret, "one from before secrets were sealed"
    monkeypatch.setattr(settings, "SECRET_KEY", "another")
    lost = factors.decrypt(stored.data["secret"])
    assert len(lost) == 32
    assert lost not in (secret, factors.decrypt(stored.data["secret"])), "nobody knows what would be right"
