"""Checkpoints find what was forged so well that the ledger agrees with itself, and say whose it was (ledger 4.2)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from setia.services.checkpoint import Unusable, compare, latest, write
from setia.storage.models import Account, Member, Outbox
from setia.storage.reading import find_member
from tests.cli.terminal import setia
from tests.cli_ledger.forging import photograph, put_back
from tests.shop import Shop
from tests.storage.tables import run


@pytest.fixture
def siti(shop: Shop) -> Shop:
    """A shop with two members, Siti's last thing being 50 points for nothing."""
    shop.buys("Budi", 30_00)
    shop.buys("Siti", 100_00)
    shop.earns("Siti", 50)
    return shop


def found(path: Path) -> list[tuple[str, str, str]]:
    """Member, what and how it was found to have changed."""
    return [(one.member, one.what, one.found) for one in compare(path).findings]


def member_of(shop: Shop, name: str) -> Member:
    member = find_member(shop.program, name)
    assert member is not None
    return member


def test_a_ledger_that_only_went_on_is_what_its_checkpoint_says(siti: Shop, tmp_path: Path) -> None:
    path = tmp_path / "checkpoints"
    first = write(path)
    assert (first.accounts, first.position) == (2, Outbox.objects.count())
    assert compare(path).count == 0
    siti.redeems("Siti", 20)
    siti.buys("Ali", 10_00)
    siti.day_is("2019-03-01")
    assert compare(path).count == 0
    second = write(path)
    assert (second.accounts, latest(path)) == (3, second)
    assert compare(path).count == 0


def test_a_forged_tail_with_correct_hashes_is_found_and_named(siti: Shop, tmp_path: Path) -> None:
    before, name = photograph(), member_of(siti, "Budi").public_id
    siti.earns("Budi", 5)
    write(tmp_path / "checkpoints")
    put_back(before)
    siti.earns("Budi", 5_000)
    assert siti.findings() == [], "the ledger agrees with itself"
    assert found(tmp_path / "checkpoints") == [(name, "transaction 3", "it, or one before it, is another")]


def test_a_forgery_that_goes_back_to_the_beginning_is_found_and_named(siti: Shop, tmp_path: Path) -> None:
    name = member_of(siti, "Budi").public_id
    before = photograph()
    siti.earns("Budi", 5)
    siti.earns("Siti", 5)
    siti.earns("Budi", 6)
    write(tmp_path / "checkpoints")
    put_back(before)
    siti.earns("Budi", 7)
    siti.earns("Siti", 5)
    siti.earns("Budi", 6)
    assert siti.findings() == []
    assert found(tmp_path / "checkpoints") == [(name, "transaction 4", "it, or one before it, is another")]


def test_a_deleted_account_is_found_and_named(siti: Shop, tmp_path: Path) -> None:
    before = photograph()
    siti.buys("Ali", 10_00)
    account_id = member_of(siti, "Ali").account_id
    write(tmp_path / "checkpoints")
    put_back(before)
    assert siti.findings() == []
    assert not Account.objects.filter(id=account_id).exists()
    [one] = compare(tmp_path / "checkpoints").findings
    assert (one.account_id, one.member, one.what) == (account_id, "", "transaction 1")
    assert one.found == "the account's history is gone"


def test_a_deleted_last_transaction_with_patched_caches_is_found_and_named(siti: Shop, tmp_path: Path) -> None:
    before, name = photograph(), member_of(siti, "Siti").public_id
    siti.redeems("Siti", 20)
    write(tmp_path / "checkpoints")
    put_back(before)
    assert siti.findings() == []
    assert found(tmp_path / "checkpoints") == [(name, "transaction 4", "it is gone")]


def test_only_the_guilty_are_named_when_others_went_on_over_the_same_positions(siti: Shop, tmp_path: Path) -> None:
    before, name = photograph(), member_of(siti, "Siti").public_id
    siti.redeems("Siti", 20)
    write(tmp_path / "checkpoints")
    put_back(before)
    siti.buys("Ali", 10_00)
    siti.earns("Budi", 1)
    assert siti.findings() == []
    assert found(tmp_path / "checkpoints") == [(name, "transaction 4", "it is gone")]


def test_a_transaction_slipped_in_before_a_checkpoint_is_found_and_named(siti: Shop, tmp_path: Path) -> None:
    path, name = tmp_path / "checkpoints", member_of(siti, "Budi").public_id
    position = write(path).position
    siti.earns("Budi", 5)
    for old, new in ((position, 0), (position + 1, position), (0, position + 1)):
        run("UPDATE outbox SET position = %s WHERE position = %s", new, old)
    assert siti.findings() == []
    assert found(path) == [(name, "transaction 3", "it was not there")]


def test_positions_that_were_taken_away_are_found_though_nobody_can_be_named(siti: Shop, tmp_path: Path) -> None:
    write(tmp_path / "checkpoints")
    run("DELETE FROM outbox WHERE position = (SELECT max(position) FROM outbox)")
    assert found(tmp_path / "checkpoints") == [("", "the ledger", "other positions in the log")]


def test_without_the_heads_a_change_is_found_and_not_named(siti: Shop, tmp_path: Path) -> None:
    before = photograph()
    siti.redeems("Siti", 20)
    write(tmp_path / "checkpoints")
    put_back(before)
    [heads] = tmp_path.glob("checkpoints.*.heads")
    heads.write_bytes(heads.read_bytes()[:-1] + b"\0")
    unnamed = [("", "the ledger", "a change that no file of heads can name")]
    assert found(tmp_path / "checkpoints") == unnamed
    heads.unlink()
    assert found(tmp_path / "checkpoints") == unnamed


def test_only_the_latest_checkpoint_keeps_its_heads_48_bytes_an_account(siti: Shop, tmp_path: Path) -> None:
    write(tmp_path / "checkpoints")
    siti.redeems("Siti", 20)
    done = write(tmp_path / "checkpoints")
    [heads] = tmp_path.glob("checkpoints.*")
    assert (heads.name, heads.stat().st_size) == (f"checkpoints.{done.position}.heads", 48 * 2)
    lines = [json.loads(line) for line in (tmp_path / "checkpoints").read_text().splitlines()]
    assert [line["accounts"] for line in lines] == [2, 2]
    assert lines[0]["digest"] != lines[1]["digest"]


def test_a_line_that_a_power_cut_left_unfinished_is_passed_over(siti: Shop, tmp_path: Path) -> None:
    path = tmp_path / "checkpoints"
    done = write(path)
    path.write_bytes(path.read_bytes() + b'{"position": 9')
    assert latest(path) == done
    again = write(path)
    assert latest(path) == again
    assert compare(path).count == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "no_such_file"),
        ("", "empty"),
        ("{", "empty"),
        ("dear aunt\n", "not_a_checkpoint"),
        ("{}\n", "not_a_checkpoint"),
    ],
)
def test_a_file_without_a_checkpoint_says_so(siti: Shop, tmp_path: Path, content: str | None, code: str) -> None:
    path = tmp_path / "checkpoints"
    if content is not None:
        path.write_text(content)
    with pytest.raises(Unusable, match=code):
        latest(path)


def test_another_databases_checkpoints_are_not_ours(siti: Shop, tmp_path: Path) -> None:
    write(tmp_path / "checkpoints")
    run("UPDATE deployment SET created_at = created_at + 1")
    with pytest.raises(Unusable, match="other_database"):
        latest(tmp_path / "checkpoints")


class TestTheCommand:
    """`setia audit --checkpoint` and `--against`."""

    @pytest.fixture
    def shop(self, sqlite_database: str) -> Shop:
        return Shop()

    def test_it_appends_a_checkpoint_to_a_clean_ledger_and_compares_with_it(self, siti: Shop, tmp_path: Path) -> None:
        path = tmp_path / "checkpoints"
        answer = setia("audit", "--checkpoint", path)
        assert answer.code == 0
        assert "A checkpoint was appended" in answer.out
        assert "position 5, 2 accounts" in answer.out
        answer = setia("audit", "--against", path, "--json")
        assert answer.json["checks"][-1]["code"] == "C1"
        assert answer.json["clean"] is True
        assert len(path.read_text().splitlines()) == 1

    def test_it_vouches_for_no_ledger_that_is_not_what_it_was(self, siti: Shop, tmp_path: Path) -> None:
        path = tmp_path / "checkpoints"
        before, name = photograph(), member_of(siti, "Siti").public_id
        siti.redeems("Siti", 20)
        setia("audit", "--checkpoint", path)
        put_back(before)
        answer = setia("audit", "--checkpoint", path)
        assert answer.code == 1
        assert f"({name}) transaction 4: expected as the checkpoint has it, found it is gone" in answer.out
        assert "No checkpoint was made" in answer.out
        assert len(path.read_text().splitlines()) == 1

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["--against", "{folder}/none"], "Error: --against: there is no file {folder}/none."),
            (["--against", "{folder}"], "Error: --against: there is no file {folder}."),
            (["--against", "{folder}/letter"], "Error: --against: {folder}/letter:2 is no checkpoint."),
            (["--checkpoint", "{folder}/letter"], "Error: --checkpoint: {folder}/letter:2 is no checkpoint."),
            (["--checkpoint", "{folder}/no/such"], "Error: --checkpoint: {folder}/no/such cannot be written: No such"),
        ],
    )
    def test_a_file_that_cannot_be_used_is_one_sentence(
        self, siti: Shop, tmp_path: Path, arguments: list[str], told: str
    ) -> None:
        (tmp_path / "letter").write_text("Dear aunt,\nhow are you?\n")
        answer = setia("audit", *(text.format(folder=tmp_path) for text in arguments))
        assert answer.code in (1, 2)
        assert answer.err.startswith(told.format(folder=tmp_path))
