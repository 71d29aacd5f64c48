"""The command line `shangliang …`: parse, call one function, print.

Every command answers 0 (done), 1 (refused or failed) or 2 (wrong words); `--json` prints one JSON object on stdout,
progress goes to stderr.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

Outcome = dict[str, Any] | int | None


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    from shangliang.kernel.refusals import Refusal

    options = parser().parse_args(words)
    if getattr(options, "demo", False):
        os.environ["SHANGLIANG_DEMO"] = "1"
    one_thread()
    if getattr(options, "django", True):
        start_django()
    try:
        outcome = options.run(options)
    except Refusal as refusal:
        print(refusal.text(), file=sys.stderr)
        return 1
    except (FileNotFoundError, IsADirectoryError) as error:
        print(f"找不到文件：{error.filename}", file=sys.stderr)
        return 1
    return answer(outcome, as_json=getattr(options, "json", False))


def one_thread() -> None:
    """Have matrices worked out on one thread: several cost more than they save. Before numpy is loaded anywhere."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def start_django() -> None:
    """Load the settings and the slices."""
    one_thread()
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shangliang.site.settings")
    django.setup()


def answer(outcome: Outcome, *, as_json: bool) -> int:
    """Print what a command found and return its exit code; `ok` false in the outcome means 1."""
    if isinstance(outcome, int):
        return outcome
    if outcome is not None:
        if as_json:
            print(json.dumps(outcome, ensure_ascii=False, default=str))
        else:
            for key, value in outcome.items():
                print(f"{key}: {value}")
    return 0 if outcome is None or outcome.get("ok", True) else 1


def parser() -> argparse.ArgumentParser:
    """Return the parser with every command."""
    from shangliang.site.commands import hotspots, measures, opinions, processes, records

    root = argparse.ArgumentParser(prog="shangliang", description="商量：听·商·办一体的协商平台")
    commands = root.add_subparsers(required=True, metavar="命令")
    for module in (processes, records, hotspots, opinions, measures):
        module.add(commands)
    return root


def command(
    commands: Any,  # noqa: ANN401 - argparse keeps this type to itself
    name: str,
    run: Callable[[argparse.Namespace], Outcome],
    text: str,
    *,
    django: bool = True,
    json_option: bool = True,
) -> argparse.ArgumentParser:
    """Add one command and return its parser, so that options can be added."""
    made: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    made.set_defaults(run=run, django=django)
    if json_option:
        made.add_argument("--json", action="store_true", help="在标准输出打印一个 JSON 对象")
    return made


if __name__ == "__main__":
    sys.exit(main())
