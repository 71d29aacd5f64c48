"""Fill the data folder with the organisations and the cast of the demonstration, and nothing that anybody said.

Run as a program, with the folder named in SHANGLIANG_DATA: a city on its first morning.
"""

from random import Random


def main() -> None:
    from shangliang.site import cli

    cli.main(["migrate"])

    from django.db import transaction

    from shangliang.kernel.calendar import now
    from shangliang.site.demo import bodies, people
    from shangliang.site.demo.load import SEED, passwords

    at = now()
    with transaction.atomic():
        people.build(bodies.build(at), at, at, Random(SEED), passwords())


if __name__ == "__main__":
    main()
