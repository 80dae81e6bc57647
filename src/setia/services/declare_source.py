"""Say whose a source is, and within what its receipt numbers are unique, before its first purchase (ledger 4.10 h)."""

from __future__ import annotations

import re

from django.db import transaction
from msgspec import structs

from setia.services.clients import CHANNEL, ClientFault
from setia.storage import audit_log, programs, sources
from setia.storage.models import Client
from setia.storage.programs import LoadedProgram
from setia.storage.sources import Scope, Source

SCOPES: dict[str, Scope] = {"ever": "", "day": "day", "store": "store", "register": "register"}
"""Within what a receipt number comes once, by what people call it."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}", re.ASCII)


def declare(program: LoadedProgram, name: str, client: str | None, scope: Scope | None, actor: str) -> Source:
    """What holds of a source from now on; what is not said stays. Raises ClientFault, having changed nothing.

    An empty client gives it back: it becomes the client's that reports under it next. The scope of one under which
    purchases were recorded stays what it is, for else a receipt that is sent again would count twice.
    """
    if not _NAME.fullmatch(name):
        raise ClientFault("bad_source", found=name)
    with transaction.atomic():
        programs.changing(program.id)
        if client and not Client.objects.filter(program_id=program.id, name=client).exists():
            raise ClientFault("unknown_client", found=client)
        before = sources.of(program.id).by_name.get(name, Source())
        if scope is not None and scope != before.scope and sources.is_used(program.id, name):
            raise ClientFault("source_in_use", found=name)
        now = structs.replace(
            before,
            client=before.client if client is None else client,
            scope=before.scope if scope is None else scope,
        )
        sources.declare(program.id, name, now)
        told: dict[str, int | str] = {"client": now.client, "order_id_scope": now.scope}
        audit_log.note(program.id, (actor, CHANNEL), "source_declared", name, **told)
    return now
