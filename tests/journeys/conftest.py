"""The demonstration as a world to walk in: loaded once by its own command, served from a copy to each module."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import LOAD_SECONDS, ROOT, Served, product
from tests.journeys.steps_doors import City


def run(data: Path, *words: str) -> None:
    """Run a program on a data folder and fail with its own words."""
    done = subprocess.run(
        [sys.executable, *words],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "SHANGLIANG_DATA": str(data), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        timeout=LOAD_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]


@pytest.fixture(scope="module")
def demonstration(loaded_demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration, served with its worker from a copy of its own; the clock file moves its time."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(loaded_demonstration, folder / "data")
    with product(folder, DATABASE_URL="") as running:
        yield running


@pytest.fixture(scope="module")
def first_morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The product as a city begins: organisations and people are there, nobody has said anything yet."""
    folder = tmp_path_factory.mktemp("first")
    run(folder / "data", str(Path(__file__).with_name("cast_only.py")))
    with product(folder, DATABASE_URL="") as running:
        yield running


@pytest.fixture
def city(demonstration: Served, browser) -> Iterator[City]:
    """The people of the demonstration, each with a browser window of their own."""
    found = City(demonstration, browser)
    yield found
    found.close()
