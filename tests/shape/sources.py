"""The source as the house rules see it: modules with their place in the import line."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "shangliang"
PURE_PACKAGES = ("engines", "kernel")
PURE_NAMES = ("rules", "workflow")


@dataclass(frozen=True)
class Module:
    """One Python file of the product, by its path below the package."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def parts(self) -> tuple[str, ...]:
        """Names from the package down: ``ledger/actions/cases.py`` gives (ledger, actions, cases)."""
        names = self.path.with_suffix("").parts
        return names[:-1] if names[-1] == "__init__" else names

    @property
    def name(self) -> str:
        return ".".join(("shangliang", *self.parts))

    @property
    def may_write(self) -> bool:
        return "actions" in self.parts or "migrations" in self.parts

    @property
    def is_pure(self) -> bool:
        return self.parts[:1] != () and (self.parts[0] in PURE_PACKAGES or bool(set(self.parts[1:]) & set(PURE_NAMES)))


def planted(text: str, path: str = "voices/desk.py") -> Module:
    """A module that exists only in a test, to show that a rule sees what it looks for."""
    return Module(Path(path), text)


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the product but migrations."""
    paths = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
    return tuple(Module(path.relative_to(PACKAGE), path.read_text("utf-8")) for path in paths)


@cache
def import_line() -> tuple[frozenset[str], ...]:
    """The layers of pyproject.toml from top to bottom."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contract = next(one for one in told["tool"]["importlinter"]["contracts"] if one["id"] == "line")
    return tuple(frozenset(name.strip() for name in layer.split("|")) for layer in contract["layers"])


def height(slice_name: str) -> int:
    """Give the place of a slice in the import line, larger for higher; ValueError when it has none."""
    for place, names in enumerate(reversed(import_line())):
        if slice_name in names:
            return place
    raise ValueError(f"{slice_name} has no place in the import line")


def templates() -> Iterator[tuple[str, str]]:
    """Every template with its path."""
    for path in sorted(PACKAGE.rglob("templates/**/*")):
        if path.is_file():
            yield str(path.relative_to(PACKAGE)), path.read_text("utf-8")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is kept in version control; outside a checkout every file but what .gitignore would hide."""
    asked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    if asked.returncode == 0:
        return tuple(ROOT / name for name in asked.stdout.split("\0") if name and (ROOT / name).is_file())
    hidden = {".venv", "data", "build", "dist", "node_modules", "pictures", "__pycache__"}
    return tuple(
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not any(part in hidden or part.startswith(".") for part in path.relative_to(ROOT).parts)
    )
