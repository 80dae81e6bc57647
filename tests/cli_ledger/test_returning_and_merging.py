"""`setia return`, `transfer`, `merge` and `unmerge` on the command line."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from setia.cli.app import app
from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.storage import programs
from setia.storage.reading import find_member
from tests.cli.terminal import setia
from tests.cli_ledger.asking import lines, points, refused
from tests.cli_ledger.shops import POINTS_AND_CREDIT, corner_shop
from tests.shop import Shop
from tests.storage.tables import dump


@pytest.fixture
def shop(sqlite_database: str) -> Shop:
    """Siti has 100 points of her receipt R1, Budi none."""
    return corner_shop()


def test_who_gives_up_the_return_need_not_wait(shop: Shop) -> None:
    waiting = POINTS_AND_CREDIT.replace("id: points, ", "id: points, pending: P30D, ")
    text = waiting.replace("2017-01-01", "2018-01-02")
    apply_program(read_program(text), text, "owner")
    shop.program = programs.load()
    shop.buys("Siti", 25_00, receipt="R5")
    answer = setia("waive-return", "R5", "--source", "till")
    assert "25 points became usable early: the return was given up" in answer.out
    assert "nothing was changed now" in setia("waive-return", "R5", "--source", "till").out
    assert "there is no purchase 'R9'" in setia("waive-return", "R9", "--source", "till").err
    assert shop.points("Siti") == 125


class TestReturns:
    """`setia return`: named by receipt and source."""

    def test_a_line_an_amount_or_everything(self, shop: Shop) -> None:
        # Of 100.00: less 3.50 are 96 points, less half the line and 3.50 are 46.
        member = find_member(shop.program, "Siti")
        assert member is not None
        answer = setia("return", "R1", "--source", "till", "--amount", "3.50")
        assert lines(answer)[0] == f"✓ No. 3 of {member.public_id}: -4 points, receipt R1 returned."
        answer = setia("return", "R1", "--source", "till", "--line", "1=0.5")
        assert "-50 points, receipt R1 returned" in lines(answer)[0]
        answer = setia("return", "R1", "--source", "till")
        assert "-46 points, receipt R1 returned" in lines(answer)[0]
        answer = setia("return", "R1", "--source", "till")
        assert lines(answer)[0] == f"✓ No. 6 of {member.public_id}: receipt R1 returned; nothing to take back."
        assert shop.points("Siti") == 0

    def test_what_was_used_is_owed_unless_the_shop_is_to_blame(self, shop: Shop) -> None:
        shop.buys("Budi", 40_00, receipt="R2")
        for name, amount in (("Siti", "80"), ("Budi", "40")):
            points("redeem", name, amount)
        assert "-100 points, receipt R1 returned; 80 points of it owed" in setia("return", "R1", "--source", "till").out
        answer = setia("return", "R2", "--source", "till", "--line", "1", "--cause", "merchant")
        assert "receipt R2 returned, by the shop's mistake; 40 points of it forgiven" in answer.out
        assert shop.wallet("Budi").debt == 0

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["R9", "--source", "till"], "Error: RECEIPT: there is no purchase 'R9' of source 'till'."),
            (["R1"], "Error: RECEIPT: there is no purchase 'R1' of source 'file'."),
            (["G1", "--source", "till"], "Error: RECEIPT: 'G1' belongs to no member, so nothing was earned by it."),
            (["R1", "--source", "till", "--amount", "0"], "Error: --amount: '0' is not more than 0."),
            (["R1", "--source", "till", "--amount", "1.234"], "Error: --amount: '1.234' has too many decimals"),
            (["R1", "--source", "till", "--line", "1=0"], "Error: --line: '1=0' is not a quantity above 0."),
            (["R1", "--source", "till", "--line", "one"], "Error: --line: 'one' is not a number"),
            (["R1", "--source", "till", "--line", "9"], "Refused: the receipt has no line 9; nothing was changed."),
            (
                ["R1", "--source", "till", "--line", "1", "--amount", "1"],
                "Error: --amount: lines and an amount cannot be returned at once.",
            ),
        ],
    )
    def test_what_cannot_be_returned_is_one_sentence(self, shop: Shop, arguments: list[str], told: str) -> None:
        shop.buys(None, 5_00, receipt="G1")
        before = dump()
        answer = setia("return", *arguments)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith(told)
        assert dump() == before

    def test_the_same_refund_sent_again_under_a_key_is_one_refund(self, shop: Shop) -> None:
        for _ in range(2):
            assert setia("return", "R1", "--source", "till", "--amount", "10", "--key", "k1").code == 0
        assert shop.points("Siti") == 90


def test_a_transfer_says_what_both_have(shop: Shop) -> None:
    other = find_member(shop.program, "Budi")
    assert other is not None
    assert lines(points("transfer", "Siti", "Budi", "30", "--reason", "gift")) == [
        f"✓ No. 3 of Siti: -30 points, sent to {other.public_id}.",
        "  Siti now has 70 points to use; Budi now has 30 points to use."
        " Simulated clock: it is 2018-01-02 08:00:00 +0800.",
    ]
    assert refused(points("transfer", "Siti", "Siti", "1")) == "both are the same account"


class TestMerging:
    """`setia merge SOURCE into TARGET` cannot be done by a slip."""

    def test_it_is_asked_first(self, shop: Shop) -> None:
        before = dump()
        result = CliRunner().invoke(app, ["merge", "Siti", "into", "Budi"], input="n\n")
        assert result.exit_code == 1
        assert "Siti has 100 points to use. Give it all to Budi, and close Siti?" in result.stderr
        assert "nothing was changed" in result.stderr
        assert dump() == before
        result = CliRunner().invoke(app, ["merge", "Siti", "into", "Budi"], input="y\n")
        assert result.exit_code == 0
        assert shop.points("Budi") == 100

    def test_nobody_to_ask_is_no_consent(self, shop: Shop) -> None:
        before = dump()
        result = CliRunner().invoke(app, ["merge", "Siti", "into", "Budi"], input="")
        assert result.exit_code == 1
        assert dump() == before

    def test_it_says_which_into_which(self, shop: Shop) -> None:
        for word in ("Budi", "with", "to"):
            answer = setia("merge", "Siti", word, "Budi", "--yes")
            assert answer.code == 2
            assert f"'{word}' is not `into`" in answer.err

    def test_a_receipt_of_the_one_merged_away_can_be_returned(self, shop: Shop) -> None:
        away, other = find_member(shop.program, "Siti"), find_member(shop.program, "Budi")
        assert away is not None
        assert other is not None
        assert setia("merge", "Siti", "into", "Budi", "--yes").code == 0
        for _ in range(2):
            answer = setia("return", "R1", "--source", "till", "--amount", "10", "--key", "k1")
            assert answer.code == 0
        told = f": receipt R1 returned; 10 points of it taken from {other.public_id}."
        answer = setia("return", "R1", "--source", "till", "--amount", "10", "--key", "k2")
        assert lines(answer)[0].endswith(told)
        assert f"{other.public_id} now has 80 points to use" in answer.out
        assert shop.points("Budi") == 80
        assert "10 points" in setia("member", "show", "Budi").out

    def test_it_can_be_undone_by_the_number_of_the_merge(self, shop: Shop) -> None:
        away = find_member(shop.program, "Siti")
        assert away is not None
        answer = setia("merge", "Siti", "into", "Budi", "--yes")
        assert ": -100 points, merged into mem_" in lines(answer)[0]
        points("redeem", "Budi", "40")
        assert refused(setia("unmerge", "Budi", "1")) == "transaction 1 took over nobody"
        answer = setia("unmerge", "Budi", "2")
        assert f"-60 points, given back to {away.public_id}, who is a member again" in lines(answer)[0]
        assert shop.points("Siti") == 60
        assert shop.findings() == []
