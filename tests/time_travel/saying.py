"""Figures on the terminal, even of a test that passes, and of one that runs in a process of its own."""

from __future__ import annotations

import pytest


def say(config: pytest.Config, line: str) -> None:
    """One line of its own, past whatever is captured; from a worker process it is told at the end."""
    output = getattr(config, "workeroutput", None)
    if output is not None:
        output.setdefault("said", []).append(line)
        return
    capture, terminal = (config.pluginmanager.get_plugin(name) for name in ("capturemanager", "terminalreporter"))
    assert capture is not None
    assert terminal is not None
    with capture.global_and_fixture_disabled():
        terminal.write(f"\n{line}\n")
