"""The state of a tracker as bytes and back: NumPy arrays and a JSON head in one archive, no pickle."""

import io
import json
from typing import Any
from zipfile import BadZipFile

import numpy as np
from scipy.sparse import csr_array

from .ballots import Ballots
from .late_votes import LateVotes
from .memory import Memory
from .tracker_state import Options, People, State

FORMAT = 1


def written(options: Options, state: State) -> bytes:
    """The bytes of a tracker; the same state gives the same bytes."""
    base, people, size = state.votes.base, state.people, state.votes.people
    parts = {
        "participants": base.participants,
        "statements": base.statements,
        "ends": base.votes.indptr,
        "columns": base.votes.indices,
        "marks": base.votes.data,
        "later": state.votes.triples(),
        "new_people": np.fromiter(state.votes.new_people, dtype=np.int64),
        "new_statements": np.fromiter(state.votes.new_statements, dtype=np.int64),
        "moved": people.moved[:size],
        "on_map": people.on_map[:size],
        "cast": people.cast[:size],
        "slots": people.slots[:size],
        "counts": state.counts,
        "counting": np.empty(0, dtype=np.bool_) if state.counting is None else state.counting,
    }
    archive = io.BytesIO()
    np.savez(archive, head=np.frombuffer(json.dumps(_head(options, state)).encode(), dtype=np.uint8), **parts)
    return archive.getvalue()


def _head(options: Options, state: State) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "analysed": state.analysed,
        "position": state.position,
        "since": state.since,
        "at": state.at,
        "before": state.before and state.before.to_dict(),
        "memory": state.memory.to_dict(),
        "options": {
            "moderated_out": sorted(options.moderated_out),
            "meta": sorted(options.meta),
            "texts": options.texts and [[int(id_), text] for id_, text in options.texts.items()],
            "verified": None if options.verified is None else sorted(options.verified),
            "mode": options.mode,
            "seed": options.seed,
            "runs": options.runs,
        },
    }


def read(kept: bytes) -> tuple[Options, State]:
    """The options and the state in these bytes; ValueError when they are none, or of another version."""
    try:
        with np.load(io.BytesIO(kept), allow_pickle=False) as archive:
            parts = {name: archive[name] for name in archive.files}
        head = json.loads(parts.pop("head").tobytes())
    except (OSError, KeyError, EOFError, ValueError, AttributeError, BadZipFile) as error:
        raise ValueError("these bytes are no state of a conversation") from error
    if head.get("format") != FORMAT:
        raise ValueError(f"state of format {head.get('format')}, this engine reads {FORMAT}")
    options = _options(head["options"])
    return options, State(
        _votes(parts),
        People(*(parts[name] for name in ("moved", "on_map", "cast", "slots"))),
        parts["counts"],
        before=head["before"] and Memory.from_dict(head["before"]),
        memory=Memory.from_dict(head["memory"]),
        counting=None if options.verified is None else parts["counting"],
        **{name: head[name] for name in ("analysed", "position", "since", "at")},
    )


def _votes(parts: dict[str, Any]) -> LateVotes:
    shape = (len(parts["participants"]), len(parts["statements"]))
    table = csr_array((parts["marks"], parts["columns"], parts["ends"]), shape=shape)
    votes = LateVotes(Ballots(parts["participants"], parts["statements"], table))
    votes.rows_of(parts["new_people"])
    votes.columns_of(parts["new_statements"])
    votes.put(*parts["later"].T)
    return votes


def _options(kept: dict[str, Any]) -> Options:
    known = kept["verified"]
    return Options(
        moderated_out=frozenset(kept["moderated_out"]),
        meta=frozenset(kept["meta"]),
        texts=kept["texts"] and dict(kept["texts"]),
        verified=None if known is None else set(known),
        mode=kept["mode"],
        seed=kept["seed"],
        runs=kept["runs"],
    )
