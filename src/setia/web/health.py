"""Whether pages can be drawn: the process answers, and so does its database."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse


def pages(request: HttpRequest) -> HttpResponse:
    """Nobody has to sign in for it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM log WHERE id = 1")
            cursor.fetchall()
    except DatabaseError:
        return JsonResponse({"status": "database_unreachable"}, status=503)
    return JsonResponse({"status": "ready"})
