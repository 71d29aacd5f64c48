"""One part of the measurement, in this process: prints one line of JSON."""

import importlib
import json
import sys
import warnings


def main(part: str, *words: str) -> None:
    """Run a part and print what it found."""
    warnings.simplefilter("ignore")  # of red-dwarf and pandas
    print(json.dumps(importlib.import_module(f"shangliang.site.bench.consensus.{part}").run(*words)))


if __name__ == "__main__":
    main(*sys.argv[1:])
