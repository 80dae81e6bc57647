"""Something comes back: which lines, how much of each, and whose doing it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from setia.web.admitted import Session, staff_only
from setia.web.forms import asked_for
from setia.web.receipts import coming_back, content, of_receipt, returned


@require_http_methods(["GET", "POST"])
@staff_only("return")
def give_back(request: HttpRequest, session: Session, source: str, receipt: str) -> HttpResponse:
    """The form, and what becomes of it."""
    looked_up = of_receipt(session, source, receipt)
    told: dict[str, Any] = {"here": "purchases", "source": source, "receipt": receipt, "mistakes": {}}
    told |= content(request, session, looked_up)
    if not told["can_return"]:
        return redirect("purchase", source=source, receipt=receipt)
    if request.method == "POST":
        told["mistakes"] = _done(request, session, (source, receipt), told["lines"])
        if not told["mistakes"]:
            return redirect(f"{reverse('purchase', args=[source, receipt])}?done=returned")
        for line in told["lines"]:
            line["given"] = request.POST.get(f"line-{line['no']}", "")
    return render(request, "console/return.html", told, status=422 if told["mistakes"] else 200)


def _done(
    request: HttpRequest, session: Session, named: tuple[str, str], shown: list[dict[str, Any]]
) -> dict[str, str]:
    """Ask for it; the mistakes by field, none where it was done."""
    lines = coming_back(request, shown)
    if isinstance(lines, str):
        return {"form": lines}
    return asked_for(request, session, "/returns", returned(request, named, lines, session))
