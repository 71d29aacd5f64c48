"""Packages whose names load their module when they are first asked for.

A process that serves pages knows the engines and seldom needs them; their libraries take more memory than all the
pages together.
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def names_of(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the `__getattr__` of a package: `homes` gives for each module of it the names that it offers, in words.

    No name may be that of a module of the package, which would hide it once the module is loaded; raises ValueError.
    """
    where = {name: module for module, names in homes.items() for name in names.split()}
    if hidden := where.keys() & homes.keys():
        raise ValueError(f"{package}: {', '.join(sorted(hidden))}")

    def find(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
        if name not in where:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found = getattr(import_module(f"{package}.{where[name]}"), name)
        setattr(sys.modules[package], name, found)
        return found

    return find
