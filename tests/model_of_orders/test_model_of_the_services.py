"""Orders on both databases: the reference and the services side by side."""

from __future__ import annotations

from pathlib import Path

from tests.model.run import copies_of_file
from tests.model_of_orders.run import over, run


def test_the_services_do_what_the_reference_does(sqlite_template: Path, tmp_path: Path) -> None:
    run(over(copies_of_file(sqlite_template, tmp_path)), 3)
