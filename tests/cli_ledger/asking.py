"""Commands asked at the counter, and what they answer."""

from __future__ import annotations

from tests.cli.terminal import Answer, setia


def points(*arguments: str) -> Answer:
    """A command about points."""
    return setia(*arguments, "--wallet", "points")


def lines(answer: Answer) -> list[str]:
    """What a command that did something said; nothing else went wrong."""
    assert (answer.code, answer.err) == (0, "")
    return answer.out.splitlines()


def refused(answer: Answer) -> str:
    """Why a command was refused, in one line."""
    assert (answer.code, answer.out) == (2, "")
    [line] = answer.err.splitlines()
    assert line.startswith("Refused: ")
    assert line.endswith("; nothing was changed.")
    return line.removeprefix("Refused: ").removesuffix("; nothing was changed.")
