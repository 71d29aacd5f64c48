"""The engine of hot issues measured: `shangliang bench hotspots [--part NAME …] [--rows N]`.

Each part prints its figures beside the goal; without `--part` all run one after the other. Parts that need the real
data or a package that is not installed say so instead of a figure.
"""
