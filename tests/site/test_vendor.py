"""Vendored files are those of the lock, and nothing else lies beside them."""

import hashlib
import json
from pathlib import Path

import shangliang.site

VENDOR = Path(shangliang.site.__file__).parent / "static" / "vendor"


def locked(vendor: Path) -> dict[str, str]:
    packages = json.loads((vendor / "lock.json").read_text(encoding="utf-8"))["packages"]
    return {file["path"]: file["sha256"] for package in packages for file in package["files"]}


def found(vendor: Path) -> dict[str, str]:
    files = (path for path in vendor.rglob("*") if path.is_file() and path.name != "lock.json")
    return {path.relative_to(vendor).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_vendored_file_is_the_one_of_the_lock():
    assert found(VENDOR) == locked(VENDOR)


def test_a_changed_byte_or_a_stray_file_is_noticed(tmp_path):
    for path in VENDOR.rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(VENDOR)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    assert found(tmp_path) == locked(tmp_path)
    changed = tmp_path / "htmx" / "htmx.min.js"
    changed.write_bytes(changed.read_bytes() + b" ")
    assert found(tmp_path) != locked(tmp_path)
    changed.write_bytes(changed.read_bytes()[:-1])
    (tmp_path / "stray.js").write_text("1", encoding="utf-8")
    assert found(tmp_path) != locked(tmp_path)


def test_every_vendored_package_names_its_version_and_licence():
    packages = json.loads((VENDOR / "lock.json").read_text(encoding="utf-8"))["packages"]
    assert [package["name"] for package in packages if not package["version"] or not package["licence"]] == []
