import json
import subprocess
import sys
from pathlib import Path

import pytest

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
