"""The part of `million` that has a process of its own: whole."""

from shangliang.site.bench.consensus.million import whole as run

__all__ = ["run"]
