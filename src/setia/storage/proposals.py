"""Documents that wait for a second person, stored: with who proposed them, and who decided what when."""

from __future__ import annotations

from setia.storage.models import ProgramProposal


def add(proposal: ProgramProposal) -> int:
    """Store one; its id."""
    proposal.save()
    return int(proposal.pk)


def waiting(program_id: int) -> list[ProgramProposal]:
    """Those that nobody has decided, oldest first."""
    return list(ProgramProposal.objects.filter(program_id=program_id, state="open").order_by("id"))


def one_open(program_id: int, id_: int) -> ProgramProposal | None:
    """One that nobody has decided."""
    return ProgramProposal.objects.filter(program_id=program_id, state="open", pk=id_).first()


def own(program_id: int, id_: int, owner: str) -> bool:
    """Say who has taken one on; empty: nobody. Whether there is one."""
    waits = ProgramProposal.objects.filter(program_id=program_id, state="open", pk=id_)
    return bool(waits.update(owner=owner))


def decide(proposal: ProgramProposal, state: str, by: str, at: int, version: int | None = None) -> None:
    """Say what became of one. Raises LookupError where somebody else has decided meanwhile."""
    decided = {"state": state, "decided_by": by, "decided_at": at, "version": version}
    if not ProgramProposal.objects.filter(pk=proposal.pk, state="open").update(**decided):
        raise LookupError(proposal.pk)
