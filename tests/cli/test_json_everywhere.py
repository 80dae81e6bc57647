"""Whatever a command does, `--json` says it as one JSON document on standard output."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from setia.cli.app import app
from tests.cli.terminal import Answer, commands, setia
from tests.shop import GROCERY, Shop

WITHOUT = {("serve",), ("worker",), ("program", "schema")}
"""Those that run until they are told to stop, and one that prints nothing but JSON anyway."""


def test_every_command_has_it_and_an_example() -> None:
    top = typer.main.get_command(app)
    for words, _ in commands():
        command: Any = top
        for word in words:
            command = command.commands[word]
        options = {option for parameter in command.params for option in parameter.opts}
        assert ("--json" in options) is (tuple(words) not in WITHOUT), words
        assert "Example" in (command.help or "") or tuple(words) == ("program", "schema"), words


def done(*words: str | Path) -> Any:
    """What a command says of itself."""
    answer: Answer = setia(*words, "--json")
    assert answer.code == 0, answer.told
    return answer.json


def test_what_an_owner_does(database: str, tmp_path: Path) -> None:
    text = GROCERY.read_text(encoding="utf-8")
    document, another = tmp_path / "grocery.yaml", tmp_path / "another.yaml"
    document.write_text(text, encoding="utf-8")
    another.write_text(text.replace("points: 1,", "points: 2,").replace("2017-01-01", "2018-03-01"), encoding="utf-8")
    assert done("program", "validate", document)["sound"] is True
    assert done("program", "apply", document)["version"] == 1
    assert done("program", "apply", another, "--no-plan") == {
        "program": "grocery",
        "version": 2,
        "changed": True,
        "effective_from": "2018-03-01T00:00:00Z",
    }
    assert done("program", "apply", another, "--no-plan")["changed"] is False
    assert done("program", "rollback", "1")["version"] == 3
    assert done("program", "proposals") == {"proposals": []}
    assert done("advance", "--to", "2018-03-02")["now"] == "2018-03-02T00:00:00Z"
    assert done("clock", "show") == {"now": "2018-03-02T00:00:00Z", "clock": "simulated"}
    assert [one["template"] for one in done("program", "new")["templates"]]
    made = done("program", "new", "--template", "punch-card", tmp_path / "card.yaml")
    assert (made["file"], made["to_be_changed"]) == (str(tmp_path / "card.yaml"), [])
    done("client", "create", "till-7", "--scope", "read")
    assert done("client", "limit", "till-7", "600") == {"client": "till-7", "calls_per_minute": 600}
    assert done("client", "revoke", "till-7") == {"client": "till-7", "is_revoked": True}


def test_a_document_with_a_fault_is_told_as_json_too(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(GROCERY.read_text(encoding="utf-8").replace("currency: USD", "currency: USDD"), encoding="utf-8")
    answer = setia("program", "validate", wrong, "--json")
    assert answer.code != 0
    assert answer.json["sound"] is False
    assert [(one["path"], one["line"] > 0) for one in answer.json["faults"]] == [("currency", True)]


def test_what_is_done_for_a_member(database: str, tmp_path: Path) -> None:
    Shop().joins("Siti")
    done("earn", "Siti", "5", "--reason", "goodwill")
    id_ = done("member", "show", "Siti")["public_id"]
    assert done("birthday", "set", "Siti", "05-14") == {"member": id_, "is_known": True}
    words = ("Siti", "marketing:email")
    given = done("consent", "give", *words, "--text", GROCERY, "--version", "v1", "--language", "en")
    assert given == {"member": id_, "what": "marketing:email", "decision": "given"}
    assert done("consent", "withdraw", *words)["decision"] == "withdrawn"
    told = done("export", "Siti", "--to", tmp_path / "siti.json")
    assert (told["member"], told["file"]) == (id_, str(tmp_path / "siti.json"))
    assert told["movements"] == 2
