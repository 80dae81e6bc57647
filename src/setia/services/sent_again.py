"""A purchase whose natural key was accepted before: the same again, other content, or somebody else's."""

from __future__ import annotations

from setia.engine.refusals import Refusal
from setia.services.requests import UNCHANGED, Outcome
from setia.storage import privacy
from setia.storage.keys import Accepted


def sent_again(before: Accepted, account_id: int | None, fingerprint: bytes) -> Outcome:
    """What becomes of it, now for this account or a guest."""
    if before.account_id != account_id:
        if before.account_id is not None and privacy.erased_accounts([before.account_id]):
            return _refused(Refusal("member_erased"))
        return _refused(Refusal("purchase_belongs_to_other_member"))
    return UNCHANGED if before.digest == fingerprint else _refused(Refusal("natural_key_conflict"))


def _refused(refusal: Refusal) -> Outcome:
    return Outcome("refused", refusal=refusal)
