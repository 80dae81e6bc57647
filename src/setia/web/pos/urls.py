"""Where every page of the till is."""

from __future__ import annotations

from django.urls import path

from setia.web.pos import door, finding, member, redeeming, returning, sales, selling

urlpatterns = [
    path("till", finding.home, name="till"),
    path("till/open", door.open_till, name="till_open"),
    path("till/closed", door.closed, name="till_closed"),
    path("till/unlock", door.unlock, name="till_unlock"),
    path("till/lock", door.lock, name="till_lock"),
    path("till/still", door.still, name="till_still"),
    path("till/join", finding.enrol, name="till_join"),
    path("till/members/<str:public_id>", member.member, name="till_member"),
    path("till/members/<str:public_id>/sale", selling.sell, name="till_sale"),
    path("till/members/<str:public_id>/redeem", redeeming.redeem, name="till_redeem"),
    path("till/sale", selling.sell, name="till_guest"),
    path("till/today", sales.today, name="till_today"),
    path("till/returns", returning.sought, name="till_returns"),
    path("till/receipts/<str:source>/<path:receipt>/return", returning.give_back, name="till_return"),
    path("till/receipts/<str:source>/<path:receipt>/undo", sales.undo, name="till_undo"),
    path("till/receipts/<str:source>/<path:receipt>", sales.receipt, name="till_receipt"),
]
