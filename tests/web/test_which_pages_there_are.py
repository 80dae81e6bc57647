"""Every address that draws a page is in a list of screens, so that axe looks at it; what is in none draws no page."""

from __future__ import annotations

from django.urls import resolve

from tests.web import console_screens, member_screens, second_factor_screens, till_screens
from tests.web.counter import TEXT, api_in_process
from tests.web.store import Store
from tests.web.test_every_page_in_a_browser import BY_DOING, OPEN
from tests.web.test_who_may import House, routes

NO_PAGES = {
    "home switch till_lock me_sign_out": "lead elsewhere",
    "figures movements import_standing till_still me_qr": "are parts of pages",
    "export me_export look_sheet look_logo": "are files",
    "language me_language till_undo": "only take forms",
    "account_email account_signup account_reset_password account_inactive mfa_index account_change_password"
    " mfa_deactivate_totp": "lead to one's account",
}
SEEN_ELSEWHERE = {"join_poster_program me_sign_in_program": "are pages of the lists under another address"}


def _names(groups: dict[str, str]) -> set[str]:
    return {name for names in groups for name in names.split()}


def _looked_at(store: Store) -> set[str]:
    """The names of the addresses of all lists."""
    console_screens.prepare(store)
    member_screens.prepare(store)
    lists = (
        console_screens.paths(store),
        till_screens.addresses(store),
        member_screens.paths(store),
        second_factor_screens.ADDRESSES,
        OPEN,
        BY_DOING,
    )
    paths = [path.partition("?")[0] for one in lists for path in one.values() if path != OPEN["nowhere"]]
    return {str(resolve(path).url_name) for path in paths}


def test_every_address_is_in_a_list_of_screens_or_draws_no_page(sqlite_database: str) -> None:
    seen, others = _looked_at(Store(TEXT)), _names(NO_PAGES) | _names(SEEN_ELSEWHERE)
    assert set(routes()) - seen - others == set()
    assert seen & others == set()
    assert others - set(routes()) == set()


def test_what_is_in_no_list_draws_no_page_for_anybody(sqlite_database: str) -> None:
    with api_in_process():
        shop = House(Store(TEXT))
        drawn = {
            (name, who)
            for name in sorted(_names(NO_PAGES))
            for who, device in shop.devices.items()
            if (answer := device.get(shop.paths[name])).status_code < 400 and b"<html" in answer.content
        }
    assert drawn == set()
