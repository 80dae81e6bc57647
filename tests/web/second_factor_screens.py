"""The pages of a second factor, which are only there for who goes through them: from a link to a password and back."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.web.test_signing_in import PASSWORD, code_of

ADDRESSES = {
    "code-app-set": "/account/code-app/",
    "recovery-codes": "/account/recovery-codes/",
    "recovery-codes-new": "/account/recovery-codes/new/",
    "password-set": "/account/password",
    "password-again": "/account/password-again/",
    "code-again": "/account/code-again/",
    "sign-out": "/account/logout/",
    "code": "/account/code/",
}
"""Pages by the name that they are seen under."""


def seen(page: Page, email: str) -> Iterator[str]:
    """Somebody whom a link let in sets up all there is, goes out and comes back; each name when its page is there."""
    page.goto(ADDRESSES["code-app-set"])
    secret = page.locator("p .code").inner_text()
    yield "code-app-set"
    _types(page, "code", "000000")
    page.wait_for_selector("#mistake")
    yield "code-app-wrong"
    _types(page, "code", code_of(secret))
    page.wait_for_selector(".secret li")
    codes = page.locator(".secret li").all_inner_texts()
    yield "recovery-codes"
    page.goto(ADDRESSES["recovery-codes-new"])
    yield "recovery-codes-new"
    yield from _sets_a_password(page)
    for name in ("password-again", "code-again"):
        page.goto(ADDRESSES[name])
        yield name
        _types(page, "password" if name == "password-again" else "code", "000000")
        page.wait_for_selector("#mistake")
        yield f"{name}-wrong"
    page.goto(ADDRESSES["sign-out"])
    yield "sign-out"
    page.click("main .primary")
    page.wait_for_selector("#login")
    page.fill("#login", email)
    _types(page, "password", PASSWORD)
    page.wait_for_url(f"**{ADDRESSES['code']}*")
    yield "code"
    _types(page, "code", "000000")
    page.wait_for_selector("#mistake")
    yield "code-wrong"
    _types(page, "code", codes[0])
    page.wait_for_selector("nav")
    page.goto(ADDRESSES["recovery-codes"])
    assert page.locator(".secret li").count() == len(codes) - 1
    yield "recovery-codes-one-used"


def _sets_a_password(page: Page) -> Iterator[str]:
    page.goto(ADDRESSES["password-set"])
    yield "password-set"
    page.fill("#again", "another one than that")
    _types(page, "new", PASSWORD)
    page.wait_for_selector("#mistake")
    yield "password-set-wrong"
    page.fill("#again", PASSWORD)
    _types(page, "new", PASSWORD)
    page.wait_for_url("**/account*")
    page.goto("/account")
    yield "account-with-factors"
    page.goto(ADDRESSES["password-set"])
    yield "password-change"


def _types(page: Page, field: str, text: str) -> None:
    """Into a field, and sends the form."""
    page.fill(f"#{field}", text)
    page.click("main form .primary")
