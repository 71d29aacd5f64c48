"""Categories: told with a confidence, kept without pickle, measured on messages not seen."""

import csv
import pickle
import random
import subprocess
import sys

import numpy as np
import pytest

from shangliang.engines.hotspots import Classifier, Guess, Parameters, cross_validate

WORDS = {
    "交通": ["公交", "线路", "末班车", "红绿灯", "拥堵", "路口", "车站", "地铁", "斑马线", "司机"],
    "环保": ["噪音", "污水", "恶臭", "扬尘", "油烟", "夜间", "施工", "排放", "异味", "河道"],
    "教育": ["学校", "幼儿园", "老师", "学位", "补课", "家长", "招生", "作业", "校车", "食堂"],
}


def examples(count=60, seed=5):
    """Invented sentences of seven words, four of their category and three of any."""
    rng = random.Random(seed)
    every = [word for words in WORDS.values() for word in words]
    pairs = [
        ("，".join([*rng.sample(WORDS[name], 4), *rng.sample(every, 3)]), name) for _ in range(count) for name in WORDS
    ]
    return [text for text, _ in pairs], [name for _, name in pairs]


@pytest.fixture(scope="module")
def trained():
    return Classifier.train(*examples())


def test_a_message_gets_its_category_and_the_next_likely_one(trained):
    one, other = trained.guess(["公交末班车太早，路口拥堵", "夜间施工噪音，扬尘很大"])
    assert (one.category, other.category) == ("交通", "环保")
    assert one.runner_up in {"环保", "教育"}
    assert one.confidence > 0.9
    assert not one.for_person


def test_messages_between_two_categories_go_to_a_person_far_more_often_than_clear_ones(trained):
    rng = random.Random(2)
    torn = ["，".join(rng.sample(WORDS["交通"], 2) + rng.sample(WORDS["教育"], 2)) for _ in range(200)]
    clear = ["，".join(rng.sample(WORDS["交通"], 4)) for _ in range(200)]
    assert sum(guess.for_person for guess in trained.guess(torn)) > 40
    assert sum(guess.for_person for guess in trained.guess(clear)) == 0


@pytest.mark.parametrize("text", ["", "！？……", "😀", "从未见过的词汇", "\ud800", "a" * 100_000])
def test_a_message_without_a_known_word_goes_to_a_person_with_confidence_nought(trained, text):
    (guess,) = trained.guess([text])
    assert (guess.confidence, guess.for_person) == (0.0, True)


def test_a_lower_floor_leaves_more_to_the_machine():
    bold = Classifier.train(*examples(), parameters=Parameters(confidence_floor=0.2))
    careful = Classifier.train(*examples(), parameters=Parameters(confidence_floor=0.9999))
    unsure = "公交，学校"
    assert (bold.guess([unsure])[0].for_person, careful.guess([unsure])[0].for_person) == (False, True)


def test_it_is_kept_byte_for_byte_and_guesses_the_same(trained):
    kept = trained.to_bytes()
    again = Classifier.from_bytes(kept)
    assert again.to_bytes() == kept
    assert again.guess(examples(seed=9)[0]) == trained.guess(examples(seed=9)[0])
    assert Classifier.train(*examples()).to_bytes() == kept


class Trap:
    """What a pickle could do while it is read."""

    def __reduce__(self) -> tuple:
        return print, ("executed",)


def test_kept_bytes_cannot_execute_anything(tmp_path, capsys):
    path = tmp_path / "trap.npz"
    np.savez(path, facts=np.array([Trap()], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        Classifier.from_bytes(path.read_bytes())
    assert capsys.readouterr().out == ""
    pickle.loads(pickle.dumps(Trap()))  # noqa: S301 - the control: a pickle does execute it
    assert capsys.readouterr().out == "executed\n"


def test_two_categories_are_told_apart_too():
    texts, names = examples()
    pairs = [(text, name) for text, name in zip(texts, names, strict=True) if name != "教育"]
    both = Classifier.train(*zip(*pairs, strict=True))
    assert [guess.category for guess in both.guess(["公交末班车", "河道污水恶臭"])] == ["交通", "环保"]
    assert both.guess(["公交末班车"])[0].confidence > 0.7


def test_too_few_examples_are_refused_by_name():
    texts, names = examples(count=3)
    with pytest.raises(ValueError, match="园林"):
        Classifier.train([*texts, "树枝断了"], [*names, "园林"])
    with pytest.raises(ValueError, match="两个类别"):
        Classifier.train(["公交"] * 5, ["交通"] * 5)


def test_the_score_is_measured_on_messages_not_seen():
    texts, names = examples()
    assert cross_validate(texts, names).macro_f1 > 0.95
    shuffled = names.copy()
    random.Random(1).shuffle(shuffled)
    assert cross_validate(texts, shuffled).macro_f1 < 0.5


def test_importing_the_engine_does_not_load_what_only_training_needs():
    code = "import sys, shangliang.engines.hotspots; print('sklearn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.realdata
def test_the_labelled_messages_are_told_apart_as_well_as_the_goal_asks(shared):
    with (shared / "data/hotline/fj2_full_tokenised.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    score = cross_validate([row["tokens"] for row in rows], [row["label"] for row in rows])
    assert score.macro_f1 >= 0.915
    assert score.sure_precision >= 0.95
    assert score.sure_share >= 0.9
    assert score.calibration_error <= 0.03
    assert score.predict_per_second >= 3000


def test_a_guess_is_a_plain_value():
    assert Guess("交通", 0.9, "环保") == Guess("交通", 0.9, "环保", for_person=False)
