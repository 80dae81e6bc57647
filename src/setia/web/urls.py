"""Where every page is."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as code_app
from django.urls import path

from setia.web import health, language, looks, mistakes, statics
from setia.web.console import (
    adjusting,
    audit_log,
    authoring,
    dashboard,
    details,
    first_start,
    home,
    imports,
    members,
    merging,
    own_data,
    program,
    proposed,
    purchases,
    returning,
    spending,
    tills,
    waiting,
    whose,
)
from setia.web.console import rewards as reward_stock
from setia.web.console import settings as shop_settings
from setia.web.console import staff as staff_page
from setia.web.design import style_page
from setia.web.portal import (
    about,
    agreeing,
    card,
    claim,
    denying,
    history,
    join,
    notices,
    pin,
    rewards,
    settings,
    sign_in,
)
from setia.web.portal import home as me
from setia.web.portal import own_data as my_data
from setia.web.pos import urls as at_till
from setia.web.sign_in import account_page, links

handler400 = mistakes.bad_request
handler403 = mistakes.not_allowed
handler404 = mistakes.not_found
handler429 = mistakes.too_often
handler500 = mistakes.broken

urlpatterns = [
    path("", home.home, name="home"),
    path("overview", dashboard.dashboard, name="dashboard"),
    path("overview/figures", dashboard.figures, name="figures"),
    path("members", members.found, name="members"),
    path("members/<str:public_id>", members.member, name="member"),
    path("members/<str:public_id>/movements", members.movements, name="movements"),
    path("members/<str:public_id>/movements/<int:number>", members.why, name="why"),
    path("members/<str:public_id>/spending", spending.spending, name="spending"),
    path("members/<str:public_id>/adjust", adjusting.adjust, name="adjust"),
    path("members/<str:public_id>/details", details.change, name="details"),
    path("members/<str:public_id>/data", own_data.own_data, name="own_data"),
    path("members/<str:public_id>/data/file", own_data.export, name="export"),
    path("members/<str:public_id>/merge", merging.merge, name="merge"),
    path("members/<str:public_id>/merges/<int:number>/undo", merging.undo, name="unmerge"),
    path("waiting", waiting.inbox, name="waiting"),
    path("audit-log", audit_log.deeds, name="audit"),
    path("rewards", reward_stock.rewards, name="rewards"),
    path("program", program.program, name="program"),
    path("program/edit", authoring.edit, name="program_edit"),
    path("program/proposals/<int:number>", proposed.proposed, name="proposed"),
    path("purchases", purchases.found, name="purchases"),
    path("purchases/<str:source>/<path:receipt>/return", returning.give_back, name="return"),
    path("purchases/<str:source>/<path:receipt>/move", whose.move, name="move"),
    path("purchases/<str:source>/<path:receipt>/claim", whose.claim, name="claim"),
    path("purchases/<str:source>/<path:receipt>", purchases.purchase, name="purchase"),
    path("settings", shop_settings.settings, name="settings"),
    path("look/<str:code>/<int:revision>/style.css", looks.sheet, name="look_sheet"),
    path("look/<str:code>/<int:revision>/logo", looks.logo, name="look_logo"),
    path("imports", imports.imports, name="imports"),
    path("imports/<int:number>", imports.file, name="import_file"),
    path("imports/<int:number>/standing", imports.standing, name="import_standing"),
    path("staff", staff_page.staff, name="staff"),
    path("tills", tills.tills, name="tills"),
    *at_till.urlpatterns,
    path("start/<str:ticket>", first_start.first_start, name="first_start"),
    path("style", style_page.style, name="style"),
    path("language", language.choose, name="language"),
    path("sign-in/<str:secret>", links.by_link, name="link"),
    path("account", account_page.account, name="account"),
    path("account/program", account_page.switch, name="switch"),
    path("account/pin", tills.own_pin, name="own_pin"),
    path("account/password", account_page.password, name="account_set_password"),
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/password-again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("account/code-again/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("account/code-app/", code_app.activate_totp, name="mfa_activate_totp"),
    path("account/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("join", join.join, name="join"),
    path("join/<str:code>", join.join, name="join_program"),
    path("join-poster", join.poster, name="join_poster"),
    path("join-poster/<str:code>", join.poster, name="join_poster_program"),
    path("me", me.me, name="me"),
    path("me/sign-in", sign_in.ask, name="me_sign_in"),
    path("me/sign-in/<str:code>", sign_in.ask, name="me_sign_in_program"),
    path("me/code/<str:ticket>", sign_in.tell, name="me_code"),
    path("me/link/<str:secret>", sign_in.by_link, name="me_link"),
    path("me/sign-out", sign_in.leave, name="me_sign_out"),
    path("me/changes/<int:number>", notices.changes, name="me_changes"),
    path("me/card", card.card, name="me_card"),
    path("me/card/qr", card.qr, name="me_qr"),
    path("me/rewards", rewards.offered, name="me_rewards"),
    path("me/rewards/<str:reward>", rewards.redeem, name="me_redeem"),
    path("me/vouchers/<int:number>", rewards.voucher, name="me_voucher"),
    path("me/history", history.history, name="me_history"),
    path("me/history/<int:number>", history.why, name="me_why"),
    path("me/history/<int:number>/not-me", history.deny, name="me_not_me"),
    path("me/not-me/<str:secret>", denying.by_letter, name="me_denying"),
    path("me/claim", claim.claim, name="me_claim"),
    path("me/settings", settings.settings, name="me_settings"),
    path("me/pin", pin.pin, name="me_pin"),
    path("me/about", about.about, name="me_about"),
    path("me/language", settings.speak, name="me_language"),
    path("me/e-mail", sign_in.confirm, name="me_email"),
    path("me/proof", sign_in.prove, name="me_prove"),
    path("me/consents", agreeing.agree, name="me_agree"),
    path("me/data", my_data.own_data, name="me_own_data"),
    path("me/data/file", my_data.export, name="me_export"),
    path("me/data/forget", my_data.erase, name="me_erase"),
    path("health/pages", health.pages),
    path("static/<str:name>", statics.served),
    # Names that allauth's views look up; none of these ways is open here.
    path("account/no-mail/", account_page.to_account, name="account_email"),
    path("account/no-sign-up/", account_page.to_account, name="account_signup"),
    path("account/no-reset/", account_page.to_account, name="account_reset_password"),
    path("account/inactive/", account_page.to_account, name="account_inactive"),
    path("account/factors/", account_page.to_account, name="mfa_index"),
    path("account/change/", account_page.to_account, name="account_change_password"),
    path("account/no-code-app/", account_page.to_account, name="mfa_deactivate_totp"),
]
