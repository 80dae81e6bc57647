"""`setia program diff`: what differs between documents and versions, in sentences that name what people know."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from setia.engine.rules.documents import from_plain
from setia.services.compare_programs import differences
from tests.architecture.sources import ROOT
from tests.cli.terminal import setia
from tests.documents.seeds import seed_of_this_run
from tests.documents.writing import write
from tests.shop import GROCERY as ONE_RULE
from tests.shop import Shop

GROCERY = ROOT / "programs" / "grocery.yaml"
TEXT = GROCERY.read_text(encoding="utf-8")
ON_PRODUCE = "Double points on fruit and vegetables at weekends"
LANES = """
lanes:
  - {id: first}
  - {id: second}
"""
TURNED_ROUND = """
lanes:
  - {id: second}
  - {id: first}
"""


def document(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    """The grocery program with changes, as a file."""
    text = TEXT
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def said(folder: Path, *changes: tuple[str, str]) -> list[str]:
    """What is said of the grocery program and one with changes."""
    answer = setia("program", "diff", GROCERY, document(folder, "after", *changes))
    assert (answer.code, answer.err) == (0, "")
    return [line for line in answer.out.splitlines() if line]


SENTENCES: dict[str, tuple[tuple[str, str], str]] = {
    "a factor": (("times: 2,", "times: 3,"), f"rules › {ON_PRODUCE}: `times` was 2, is 3"),
    "the head": (("currency: USD", "currency: EUR"), "program: `currency` was USD, is EUR"),
    "a name in a language": (
        ("  ms: Mata runcit", "  ms: Mata kedai"),
        "program: `name.ms` was Mata runcit, is Mata kedai",
    ),
    "how long a wallet lasts": (
        ("expiry: {after: P12M,", "expiry: {after: P18M,"),
        "wallets › points: `expiry.after` was P12M, is P18M",
    ),
    "a day more": (
        ("any_of: [saturday, sunday]", "any_of: [friday, saturday, sunday]"),
        f"rules › {ON_PRODUCE}: `any_of` was [saturday, sunday], is [friday, saturday, sunday]",
    ),
    "a condition more": (
        ("      - {kind: weekday,", "      - {kind: first_purchase}\n      - {kind: weekday,"),
        f"rules › {ON_PRODUCE} › first_purchase: is new, {{kind: first_purchase}}",
    ),
    "a level's threshold": (("at_least: 1000.00", "at_least: 1500.00"), "was 1000.00, is 1500.00"),
    "a price": (
        ("- {amount: 2000}", "- {amount: 1900}"),
        "rewards › A cake from our bakery › price: `amount` was 2000",
    ),
    "a field that was left out": (
        ("    trigger: purchase\n", "    trigger: purchase\n    offer: true\n"),
        "rules › 1 point for every dollar: `offer` was false, is true",
    ),
}


@pytest.mark.parametrize(("change", "sentence"), SENTENCES.values(), ids=SENTENCES.keys())
def test_a_change_is_one_plain_sentence(change: tuple[str, str], sentence: str, tmp_path: Path) -> None:
    (only,) = said(tmp_path, change)
    assert sentence in only


SAME: dict[str, tuple[str, str]] = {
    "a comment": ("format: 1", "# other\nformat: 1"),
    "a number written otherwise": ("per: 1.00", "per: 1"),
    "days in another order": ("[saturday, sunday]", "[sunday, saturday]"),
    "what holds anyway": ("    trigger: purchase\n", ""),
    "languages in another order": (
        "  en: Grocery points\n  ms: Mata runcit",
        "  ms: Mata runcit\n  en: Grocery points",
    ),
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME.keys())
def test_what_means_the_same_is_no_difference(change: tuple[str, str], tmp_path: Path) -> None:
    (only,) = said(tmp_path, change)
    assert only.endswith("say the same.")


def test_what_is_new_and_what_is_gone_is_named_by_its_name(tmp_path: Path) -> None:
    rule = "rules:\n  - {id: hello, name: {en: Welcome}, effects: [{kind: fixed_points, points: 50}]}\n"
    conversions = TEXT[TEXT.index("\nconversions:") :]
    lines = said(tmp_path, ("rules:\n", rule), (conversions, "\n"))
    assert "rules › Welcome: is new" in lines
    assert "conversions › A full card of ten stamps: is gone" in lines
    assert len(lines) == 2


def test_where_order_says_something_another_order_is_told_with_what_it_says(tmp_path: Path) -> None:
    first = document(tmp_path, "first", ("\nrules:", LANES + "\nrules:"))
    second = document(tmp_path, "second", ("\nrules:", TURNED_ROUND + "\nrules:"))
    answer = setia("program", "diff", first, second)
    assert answer.out == "lanes: the order was first, second, is second, first (lanes run in this order)\n"


def test_changes_come_part_by_part(tmp_path: Path) -> None:
    changes = ("value: 22.00", "value: 23.00"), ("times: 2,", "times: 3,"), ("zone: UTC", "zone: Asia/Jakarta")
    assert [line.split(" ")[0].rstrip(":") for line in said(tmp_path, *changes)] == ["program", "rules", "rewards"]


def test_versions_in_the_database_are_compared_too(shop: Shop, tmp_path: Path) -> None:
    later = tmp_path / "later.yaml"
    text = ONE_RULE.read_text(encoding="utf-8").replace("2017-01-01", "2018-06-01").replace("points: 1,", "points: 2,")
    later.write_text(text, encoding="utf-8")
    setia("program", "apply", later)
    answer = setia("program", "diff", "grocery@1", "grocery@2")
    assert "rules › 1 point for every dollar: `points` was 1, is 2" in answer.out
    assert "program: `effective_from` was" in answer.out
    assert setia("program", "diff", "grocery@2", later).out.endswith("say the same.\n")
    unknown = setia("program", "diff", "grocery@1", "grocery@3")
    assert (unknown.code, unknown.out) == (2, "")
    assert "grocery has 2 version(s)" in unknown.err


def test_a_machine_is_told_the_same(tmp_path: Path) -> None:
    after = document(tmp_path, "after", ("times: 2,", "times: 3,"))
    found = setia("program", "diff", GROCERY, after, "--json").json["differences"]
    assert found == [
        {"part": "rules", "trail": [ON_PRODUCE], "field": "times", "what": "changed", "before": 2, "after": 3}
    ]


def test_a_document_with_faults_is_told_of_them(tmp_path: Path) -> None:
    answer = setia("program", "diff", GROCERY, document(tmp_path, "after", ("currency: USD", "curency: USD")))
    assert (answer.code, answer.out) == (2, "")
    assert "did you mean `currency`?" in answer.err


def test_programs_at_random_differ_from_others_and_never_from_themselves() -> None:
    seed = seed_of_this_run()
    random = Random(seed)
    programs: list[Any] = [from_plain(write(random)) for _ in range(60)]
    for one, other in pairwise(programs):
        assert differences(one, one) == []
        there, back = differences(one, other), differences(other, one)
        assert bool(there) == bool(back) == (one != other), f"SETIA_SEED={seed}"
        added, removed = (
            sum(found.what == what for found in way) for what, way in (("added", there), ("removed", back))
        )
        assert added == removed, f"SETIA_SEED={seed}"
