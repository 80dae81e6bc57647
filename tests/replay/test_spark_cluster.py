"""A past retold by a cluster of Apache Spark: a master and two workers of its own kind, each a process, on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from setia.replay import copying
from setia.replay.journal_files import manifest
from setia.storage import clock
from tests.cli.terminal import setia
from tests.replay.test_journal_files import HALF, TWICE, lived
from tests.shop import Shop

pytestmark = [
    pytest.mark.torture,
    pytest.mark.usefixtures("sqlite_database"),
    pytest.mark.skipif(find_spec("pyspark") is None, reason="Spark is not installed: pip install 'setia[spark]'"),
]

__all__ = ["lived"]

WORKERS = 2
PATIENCE_S = 120
MASTER, WORKER = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"
ON_LOOPBACK = ("--host", "127.0.0.1", "--webui-port", "0")


@contextmanager
def running(folder: Path, name: str, *words: str) -> Iterator[Path]:
    """One of Spark's own processes, until it is left; yields what it says."""
    import pyspark  # noqa: PLC0415  optional

    home, said = Path(pyspark.__file__).parent, folder / f"{name}.log"
    settings = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "512m"}
    with said.open("wb") as log:
        process = subprocess.Popen(
            ["bash", str(home / "bin" / "spark-class"), *words],  # which becomes Java
            env={**settings, "SPARK_WORKER_DIR": str(folder / name)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield said
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def wait_for(said: Path, words: str, times: int = 1) -> None:
    """Until a process has said something so often."""
    until = time.monotonic() + PATIENCE_S
    while said.read_text(encoding="utf-8", errors="replace").count(words) < times:
        assert time.monotonic() < until, said.read_text(encoding="utf-8", errors="replace")
        time.sleep(0.2)


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a master with two workers, which find the same Python as this process."""
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(one for one in sys.path if one))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"spark://127.0.0.1:{port}"
    with ExitStack() as processes:
        said = processes.enter_context(running(tmp_path, "master", MASTER, *ON_LOOPBACK, "--port", str(port)))
        wait_for(said, "New state: ALIVE")
        for n in range(WORKERS):
            words = (WORKER, *ON_LOOPBACK, "--cores", "1", "--memory", "1g", address)
            processes.enter_context(running(tmp_path, f"worker{n}", *words))
        wait_for(said, "Registering worker", WORKERS)
        yield address


def test_a_cluster_comes_to_what_this_process_comes_to(
    lived: Shop, cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "COMMANDS_OF_FILE", 2)
    folder = tmp_path / "journals"
    copying.copy_journals(lived.program, folder, clock.read())
    assert len(manifest(folder).files) >= WORKERS
    for text in (TWICE, HALF):
        under = tmp_path / "under.yaml"
        under.write_text(text, encoding="utf-8")
        here = setia("replay", "--from", folder, "--under", under, "--json")
        there = setia("replay", "--from", folder, "--under", under, "--spark", cluster, "--json")
        assert there.code == 0, there.err
        assert there.json == here.json
    logs = [(tmp_path / f"worker{n}.log").read_text(encoding="utf-8") for n in range(WORKERS)]
    assert all("Launching executor" in one or "Asked to launch executor" in one for one in logs)
