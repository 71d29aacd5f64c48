"""Fetch the vendored front-end files named in static/vendor/lock.json and write their hashes.

    python tools/vendor.py                                  fetch every package at its locked version
    python tools/vendor.py htmx.org@2.0.11 dist/htmx.min.js LICENSE   add a package, or move one to another version

Packages come through the ordinary npm client; afterwards no page asks any outside host for anything.
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TypedDict

VENDOR = Path(__file__).resolve().parents[1] / "src" / "shangliang" / "site" / "static" / "vendor"
LOCK = VENDOR / "lock.json"


class File(TypedDict):
    """One vendored file: its place in the package, its place under static/vendor, its hash."""

    source: str
    path: str
    sha256: str


class Package(TypedDict):
    """One package of the lock file."""

    name: str
    version: str
    licence: str
    files: list[File]


def read_lock() -> list[Package]:
    """Return the locked packages; an absent lock is an empty one."""
    return json.loads(LOCK.read_text(encoding="utf-8"))["packages"] if LOCK.exists() else []


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hex digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(name: str, version: str, sources: list[str]) -> Package:
    """Return the lock entry of a package after its files were written under static/vendor."""
    folder = re.sub(r"[^a-z0-9]+", "-", name.removesuffix(".org").removesuffix(".js").lower()).strip("-")
    with tempfile.TemporaryDirectory() as work:
        packed = subprocess.run(
            ["npm", "pack", "--silent", f"{name}@{version}"], cwd=work, check=True, capture_output=True, text=True
        )
        with tarfile.open(Path(work) / packed.stdout.split()[-1]) as archive:
            archive.extractall(work, filter="data")
        package = Path(work) / "package"
        about = json.loads((package / "package.json").read_text(encoding="utf-8"))
        files = [write(package, source, folder) for source in sources]
    return {"name": name, "version": about["version"], "licence": about["license"], "files": files}


def write(package: Path, source: str, folder: str) -> File:
    """Copy one file of an unpacked package to its folder and return its line of the lock."""
    target = VENDOR / folder / Path(source).name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes((package / source).read_bytes())
    return {"source": source, "path": f"{folder}/{target.name}", "sha256": sha256(target)}


def main(arguments: list[str]) -> None:
    """Fetch one package, or all of the lock, and write the lock."""
    packages = {package["name"]: package for package in read_lock()}
    if arguments:
        name, _, version = arguments[0].rpartition("@")
        packages[name] = fetch(name, version, arguments[1:] or [f["source"] for f in packages[name]["files"]])
    else:
        for name, package in packages.items():
            packages[name] = fetch(name, package["version"], [f["source"] for f in package["files"]])
    entries = sorted(packages.values(), key=lambda package: package["name"])
    LOCK.write_text(json.dumps({"packages": entries}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for entry in entries:
        print(entry["name"], entry["version"], entry["licence"], *(file["path"] for file in entry["files"]))


if __name__ == "__main__":
    main(sys.argv[1:])
