"""What something between two members would do to both, as it would be decided now. Nothing is locked or written."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from setia.engine.commands import MergeOut, MoveOut, UnmergeOut
from setia.engine.decide import Decision, Parcel, second_half
from setia.engine.refusals import Refusal
from setia.services.preview import preview
from setia.storage import loading
from setia.storage.programs import LoadedProgram


class Both(Struct, frozen=True):
    """The two halves of one command."""

    sent: Decision
    """Of the account that is asked."""
    got: Decision
    """Of the other one."""


def preview_pair(
    program: LoadedProgram, account_id: int, to_account_id: int, command: MergeOut | MoveOut | UnmergeOut
) -> Both | Refusal:
    """Both decisions, or why it would be refused; who the counterpart is, is filled in here."""
    if account_id == to_account_id:
        return Refusal("same_account")
    keys = loading.account_keys({account_id, to_account_id})
    sent = preview(program, account_id, replace(command, counterpart=keys[to_account_id]))
    if isinstance(sent, Refusal):
        return sent
    got = preview(program, to_account_id, second_half(command, sent.parcel or Parcel(), keys[account_id]))
    return got if isinstance(got, Refusal) else Both(sent, got)
