"""What is installed is what was decided: every dependency of pyproject.toml is pinned in requirements/, with hashes."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.sources import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
WANTED = {
    "build": PROJECT["build-system"]["requires"],
    "core": PROJECT["project"]["dependencies"],
    "server": [*PROJECT["project"]["dependencies"], *EXTRAS["postgres"], *EXTRAS["telemetry"]],
    "demo": [*PROJECT["project"]["dependencies"], *EXTRAS["demo"]],
    "test": [*PROJECT["project"]["dependencies"], *EXTRAS["demo"], *EXTRAS["postgres"], *EXTRAS["test"]],
}
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)(.*)$", re.MULTILINE)


def missing(wanted: list[str], pinned: str) -> list[str]:
    """Requirements that no pin satisfies, and pins without a hash."""
    pins = {canonicalize_name(name): version for name, version, _ in PIN.findall(pinned)}
    faults = []
    for requirement in map(Requirement, wanted):
        version = pins.get(canonicalize_name(requirement.name))
        if requirement.name != "setia" and (version is None or version not in requirement.specifier):
            faults.append(str(requirement))
    blocks = re.split(r"\n(?=[A-Za-z0-9])", pinned)
    return faults + [block.split()[0] for block in blocks if PIN.match(block) and "--hash=sha256:" not in block]


@pytest.mark.parametrize("name", WANTED)
def test_every_dependency_is_pinned_with_its_hashes(name: str) -> None:
    pinned = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert missing(WANTED[name], pinned) == []


def test_an_unpinned_an_outdated_and_an_unhashed_dependency_are_found() -> None:
    pinned = "# made by hand\ndjango==5.1 \\\n    --hash=sha256:aa\nrich==14.1\n"
    assert missing(["Django>=5.2", "rich>=14", "typer"], pinned) == ["Django>=5.2", "typer", "rich==14.1"]
