"""The part of `million` that has a process of its own: made."""

from shangliang.site.bench.consensus.million import made as run

__all__ = ["run"]
