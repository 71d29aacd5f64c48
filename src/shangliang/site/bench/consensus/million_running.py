"""The part of `million` that has a process of its own: running."""

from shangliang.site.bench.consensus.million import running as run

__all__ = ["run"]
