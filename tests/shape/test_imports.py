"""What stands where: the import line holds every package, and what is pure loads no Django and reads no clock."""

import ast
import subprocess
import sys
from collections.abc import Iterator

import pytest
from tests.shape.sources import PACKAGE, ROOT, Module, import_line, modules, planted

DUMPING_GROUNDS = {"utils", "util", "common", "helpers", "helper", "core", "misc", "base", "manager", "managers"}
CLOCKS = {"now", "utcnow", "today", "localtime", "localdate", "gmtime"}
# The one place where the clock is read; faces and commands call it once and pass the moment on.
CLOCK = "shangliang.kernel.calendar"
# What pure modules may not touch even indirectly: modules that talk to the database or the network of faces.
IMPURE = {"models", "actions", "queries", "forms", "desk", "public", "api", "urls", "reactions"}


def imported(module: Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module or '.'}.{alias.name}") for alias in node.names)


def impure_imports(module: Module) -> list[str]:
    """Give the imports that a pure module may not have."""
    return [
        f"{module.path}:{line} {name}"
        for line, name in imported(module)
        if name.split(".")[0] in {"django", "allauth", "ninja"}
        or (name.startswith("shangliang.") and set(name.split(".")[2:3]) & IMPURE)
    ]


def clocks_read(module: Module) -> list[str]:
    """Give the calls that read the wall clock; clocks that measure a duration are allowed."""
    calls = [node for node in ast.walk(module.tree) if isinstance(node, ast.Call)]
    return [f"{module.path}:{call.lineno} {ast.unparse(call.func)}()" for call in calls if reads_clock(call.func)]


def reads_clock(func: ast.expr) -> bool:
    if isinstance(func, ast.Name):
        return func.id == "now"
    if not isinstance(func, ast.Attribute):
        return False
    return func.attr in CLOCKS or (func.attr == "time" and getattr(func.value, "id", "") == "time")


def loaded_by(names: list[str]) -> str:
    """Import modules in a fresh interpreter and give which of Django's were loaded by it."""
    code = (
        "import importlib, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "print(*sorted(name for name in sys.modules if name.split('.')[0] == 'django'))"
    )
    asked = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return asked.stdout.strip()


def test_every_top_package_has_a_place_in_the_import_line():
    present = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert present == set().union(*import_line())


def test_no_module_is_a_dumping_ground():
    assert [str(module.path) for module in modules() if set(module.parts) & DUMPING_GROUNDS] == []


def test_a_planted_dumping_ground_is_seen():
    assert set(planted("", "voices/utils.py").parts) & DUMPING_GROUNDS


def test_engines_kernel_rules_and_workflows_name_no_django():
    assert [fault for module in modules() if module.is_pure for fault in impure_imports(module)] == []


@pytest.mark.parametrize(
    "line",
    ["import django.db", "from django.utils import timezone", "from shangliang.voices.models import Voice"],
)
def test_a_planted_impure_import_is_seen(line):
    module = planted(line, "voices/rules.py")
    assert module.is_pure
    assert impure_imports(module)


def test_engines_kernel_rules_and_workflows_load_no_django_when_imported():
    pure = [module.name for module in modules() if module.is_pure]
    assert len(pure) > 20
    assert loaded_by(pure) == ""


def test_the_loading_check_would_see_django():
    assert loaded_by(["shangliang.site.settings"]).startswith("django")


def test_what_is_pure_and_what_acts_reads_no_clock():
    timeless = [module for module in modules() if (module.is_pure or module.may_write) and module.name != CLOCK]
    assert [fault for module in timeless for fault in clocks_read(module)] == []


@pytest.mark.parametrize("line", ["datetime.now(UTC)", "timezone.now()", "now()", "date.today()", "time.time()"])
def test_a_planted_clock_is_seen(line):
    assert clocks_read(planted(line))


def test_measuring_a_duration_is_left_alone():
    assert clocks_read(planted("time.perf_counter() - started\ntime.monotonic()")) == []
