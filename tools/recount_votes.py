"""Count the votes of an exported conversation again, without a line of the product: python recount_votes.py FOLDER.

Reads votes.csv from the oldest vote to the newest; of several votes of one person on one statement the last counts.
Compares with the counts in comments.csv. Ends with 1 when any differs.
"""

import csv
import sys
from pathlib import Path


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file by column name."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main(folder: Path) -> int:
    """Recount, print what differs, and return the exit code."""
    last = {}
    for row in sorted(rows(folder / "votes.csv"), key=lambda row: int(row["timestamp"] or 0)):
        last[row["voter-id"], row["comment-id"]] = row["vote"]
    found = {row["comment-id"]: [0, 0] for row in rows(folder / "comments.csv")}
    for (_, statement), vote in last.items():
        if vote != "0":
            found[statement][vote != "1"] += 1
    wrong = 0
    for row in rows(folder / "comments.csv"):
        said = [int(row["agrees"]), int(row["disagrees"])]
        if said != found[row["comment-id"]]:
            wrong += 1
            print(f"statement {row['comment-id']}: the file says {said}, the votes say {found[row['comment-id']]}")
    print(f"{len(last)} votes on {len(found)} statements counted again, {wrong} differ")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
