import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.engines.consensus.conversations import camps

from shangliang.engines import consensus

LOG = "timestamp,datetime,comment-id,voter-id,vote\n300,c,0,1,-1\n100,a,0,1,1\n200,b,1,2,0\n"
WIDE = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1\n1,0,0,1,0,1,-1,\n2,,0,1,0,0,,0\n"
COMMENTS = (
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    '1,a,0,1,1,0,1,"多设休息座椅,\n就近"\n2,b,1,1,0,0,-1,广告\n3,c,2,1,0,0,0,还没有人表态\n'
)


def votes_of(table):
    return list(zip(table.participants.tolist(), table.statements.tolist(), table.values.tolist(), strict=True))


def written(path, text, encoding="utf-8"):
    path.write_text(text, encoding=encoding)
    return path


def test_a_log_of_votes_is_read_in_the_order_of_time(tmp_path):
    table = consensus.read_polis(written(tmp_path / "votes.csv", LOG))
    assert votes_of(table) == [(1, 0, 1), (2, 1, 0), (1, 0, -1)]
    assert table.analyze().everyone.disagree.tolist() == [1, 0]


def test_a_table_of_participants_is_read_with_its_stored_groups(tmp_path):
    table = consensus.read_polis(written(tmp_path / "participants-votes.csv", WIDE))
    assert votes_of(table) == [(1, 0, -1), (2, 1, 0)]
    assert table.groups == {1: 0}


def test_an_export_folder_gives_votes_texts_and_moderation(tmp_path):
    for name, text in (("votes.csv", LOG), ("participants-votes.csv", WIDE), ("comments.csv", COMMENTS)):
        written(tmp_path / name, text, "utf-8-sig")
    table = consensus.read_polis(tmp_path)
    assert len(table.values) == 3
    assert table.texts == {0: "多设休息座椅,\n就近", 1: "广告", 2: "还没有人表态"}
    assert table.moderated_out == {1}
    assert table.groups == {1: 0}
    assert [one["id"] for one in table.analyze().to_dict()["statements"]] == [0, 1, 2]


def test_a_folder_without_a_log_falls_back_on_the_table(tmp_path):
    written(tmp_path / "participants-votes.csv", WIDE)
    assert votes_of(consensus.read_polis(tmp_path)) == [(1, 0, -1), (2, 1, 0)]


def captured(folder, person, statement, values, counts=None):
    votes = [{person: 1, statement: 0, "vote": values[0]}, {person: 2, statement: 0, "vote": values[1]}]
    comment = {statement: 0, "txt": "修路", "is_meta": True, "moderated": 1}
    written(folder / "votes.json", json.dumps(votes))
    written(folder / "comments.json", json.dumps([comment | ({} if counts is None else {"agree_count": counts})]))
    return consensus.read_polis(folder)


def test_captured_answers_are_read(tmp_path):
    table = captured(tmp_path, "participant_id", "statement_id", (1, 0))
    assert votes_of(table) == [(1, 0, 1), (2, 0, 0)]
    assert table.meta == {0}


def test_the_sign_of_the_server_is_turned_round(tmp_path):
    assert votes_of(captured(tmp_path, "pid", "tid", (-1, 0))) == [(1, 0, 1), (2, 0, 0)]


def test_the_counts_decide_the_sign_where_they_are_known(tmp_path):
    assert votes_of(captured(tmp_path, "pid", "tid", (1, 0), counts=1)) == [(1, 0, 1), (2, 0, 0)]
    assert votes_of(captured(tmp_path, "participant_id", "statement_id", (-1, 0), counts=1))[0] == (1, 0, 1)


def test_given_groups_are_read(tmp_path):
    path = written(tmp_path / "g.csv", "participant,group\n5,1\n6,\n7,0\n")
    assert consensus.read_groups(path) == {5: 1, 7: 0}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("comment-id,voter-id,vote\n0,1,3\n", r"row 2, vote: '3' is not 1, 0 or -1"),
        ("comment-id,voter-id,vote\n0,1,1\n0,x,1\n", r"row 3, voter-id: 'x' is not a whole number"),
        ("comment-id,vote\n0,1\n", "row 1: no column voter-id"),
        ("comment-id,voter-id,vote\n0\n", "row 2, voter-id: ''"),
        ("a,b\n1,2\n", "no column 'participant'"),
        ("", "no column 'participant'"),
    ],
)
def test_a_broken_file_is_refused_by_row_and_field(tmp_path, text, words):
    with pytest.raises(consensus.UnreadableVotesError, match=words):
        consensus.read_polis(written(tmp_path / "votes.csv", text))


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = written(tmp_path / "votes.csv", "comment-id,voter-id,vote,说明\n0,1,1,好\n", "gb18030")
    with pytest.raises(consensus.UnreadableVotesError, match="UTF-8"):
        consensus.read_polis(path)


def test_json_that_is_no_list_is_refused(tmp_path):
    with pytest.raises(consensus.UnreadableVotesError, match="not a list"):
        consensus.read_polis(written(tmp_path / "votes.json", "{}"))
    with pytest.raises(consensus.UnreadableVotesError, match="not JSON"):
        consensus.read_polis(written(tmp_path / "votes.json", "{"))


def test_a_folder_without_votes_is_refused(tmp_path):
    with pytest.raises(consensus.UnreadableVotesError, match=r"no votes\.csv"):
        consensus.read_polis(tmp_path)
    with pytest.raises(FileNotFoundError):
        consensus.read_polis(tmp_path / "absent")


def test_the_engine_loads_without_django():
    sources = Path(consensus.__file__).parents[3]
    program = "import sys; from shangliang.engines import consensus; sys.exit('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=False, timeout=60, env={"PYTHONPATH": str(sources)})
    assert done.returncode == 0


FIELDS = ("texts", "moderated_out", "accepted", "meta", "groups", "authors", "written")


def same_tables(one, other):
    columns = ("participants", "statements", "values", "moments")
    return all((getattr(one, name) == getattr(other, name)).all() for name in columns) and all(
        getattr(one, name) == getattr(other, name) for name in FIELDS
    )


def test_what_is_written_in_the_format_of_polis_is_read_back_the_same(tmp_path):
    (people, statements, values), _ = camps(people=12, statements=5)
    table = consensus.VoteTable(
        participants=np.append(people, people[0]),
        statements=np.append(statements, statements[0]),
        values=np.append(values, -values[0]),
        texts={1: "多设休息座椅", 3: '带"引号"、逗号, 和\n换行', 5: "", 7: "一句", 9: "没人答过"},
        moderated_out=frozenset({3}),
        accepted=frozenset({1, 7}),
        meta=frozenset({7}),
        groups={int(people[0]): 0, int(people[-1]): 1},
        moments=np.arange(len(people) + 1) * 1000 + 1_435_654_192_085,
        authors={1: 3, 3: 10},
        written={1: 1_435_654_000_000},
    )
    consensus.write_polis(tmp_path / "out", table, about={"topic": "老楼加装电梯"})
    again = consensus.read_polis(tmp_path / "out")
    assert same_tables(again, table)
    consensus.write_polis(tmp_path / "twice", again, about={"topic": "老楼加装电梯"})
    for name in ("votes.csv", "comments.csv", "participants-votes.csv", "summary.csv"):
        assert (tmp_path / "twice" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()
    line = (tmp_path / "out" / "votes.csv").read_text().splitlines()[1]
    assert line.startswith("1435654192085,Tue Jun 30 08:49:52 UTC 2015,")


@pytest.mark.realdata
def test_a_real_export_comes_through_reading_and_writing(tmp_path, shared):
    for name in ("brexit-consensus", "london.youth.policing"):
        source = shared / "data" / "polis" / name
        table = consensus.read_polis(source)
        consensus.write_polis(tmp_path / name, table)
        assert same_tables(consensus.read_polis(tmp_path / name), table)
        with (source / "participants-votes.csv").open(newline="") as before:
            theirs = {row["participant"]: row for row in csv.DictReader(before)}
        with (tmp_path / name / "participants-votes.csv").open(newline="") as after:
            ours = {row["participant"]: row for row in csv.DictReader(after)}
        assert set(ours) == set(theirs)
        keys = ("group-id", "n-votes", "n-agree", "n-disagree")
        assert all(ours[person][key] == theirs[person][key] for person in ours for key in keys)


def recounted(folder):
    script = Path(consensus.__file__).parents[4] / "tools" / "recount_votes.py"
    assert len(script.read_text().splitlines()) <= 40
    return subprocess.run([sys.executable, str(script), str(folder)], check=False, timeout=60, capture_output=True)


def test_somebody_else_counts_the_exported_votes_again_and_a_changed_count_is_found(tmp_path):
    (people, statements, values), _ = camps(people=30, statements=6)
    again = [np.concatenate((column, column[:20])) for column in (people, statements, values)]
    again[2][-20:] = np.random.default_rng(1).integers(-1, 2, 20)
    consensus.write_polis(tmp_path, consensus.VoteTable(*again, texts={77: "没人答过"}))
    assert recounted(tmp_path).returncode == 0
    rows = list(csv.reader((tmp_path / "comments.csv").read_text("utf-8").splitlines()))
    rows[2][4] = str(int(rows[2][4]) + 1)
    with (tmp_path / "comments.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    wrong = recounted(tmp_path)
    assert (wrong.returncode, b"1 differ" in wrong.stdout) == (1, True)
