import numpy as np
import pytest
from scipy.spatial.distance import cdist
from tests.engines.consensus.conversations import camps

from shangliang.engines import consensus
from shangliang.engines.consensus.ballots import collect
from shangliang.engines.consensus.basis import fit
from shangliang.engines.consensus.claims import representative
from shangliang.engines.consensus.grouping import find_groups, silhouette
from shangliang.engines.consensus.opinion_map import who_counts
from shangliang.engines.consensus.polis_grouping import find_polis_groups
from shangliang.engines.consensus.stability import bootstrap, judge, rand_index
from shangliang.engines.consensus.tallies import Tally, lower_bound


def clouds(*sizes, spread=0.3, seed=2):
    rng = np.random.default_rng(seed)
    corners = np.array([(-3.0, 0.0), (3.0, 0.5), (0.0, 4.0), (0.5, -4.0)])
    truth = np.repeat(np.arange(len(sizes)), sizes)
    return corners[truth] + rng.normal(0, spread, (len(truth), 2)), truth


@pytest.mark.parametrize("sizes", [(40, 20), (50, 30, 20), (40, 30, 20, 10), (2500, 1500, 1000)])
def test_separate_clouds_are_found(sizes):
    points, truth = clouds(*sizes)
    assert rand_index(find_groups(points).labels, truth) == 1.0


def test_polis_finds_clouds_when_its_first_people_come_from_each():
    points, truth = clouds(50, 30, 20)
    mixed = np.argsort(np.arange(len(points)) % 10, kind="stable")
    assert rand_index(find_polis_groups(points[mixed]).labels, truth[mixed]) == 1.0


def test_polis_misses_a_cloud_when_its_first_people_come_from_one_and_ours_does_not():
    points, truth = clouds(50, 30, 20)
    assert rand_index(find_polis_groups(points).labels, truth) < 0.8
    assert rand_index(find_groups(points).labels, truth) == 1.0


def test_polis_takes_a_hundred_places_for_many_people():
    points, truth = clouds(2500, 1500)
    assert rand_index(find_polis_groups(points).labels, truth) == 1.0


def test_groups_are_numbered_by_size():
    points, truth = clouds(20, 50, 30)
    sizes = np.bincount(find_groups(points).labels)
    assert sizes.tolist() == [50, 30, 20]
    assert truth.sum() == 110


def test_the_order_of_people_does_not_change_their_group():
    points, _ = clouds(400, 300, 200, spread=1.5)
    order = np.random.default_rng(4).permutation(len(points))
    assert (find_groups(points[order]).labels == find_groups(points).labels[order]).all()


def test_the_true_camps_come_out_of_the_votes():
    columns, truth = camps(people=150)
    result = consensus.analyze(*columns)
    assert rand_index(result.labels, np.array(list(truth.values()))) > 0.95
    assert result.stability.publishable


def test_the_silhouette_is_that_of_another_library():
    metrics = pytest.importorskip("sklearn.metrics")
    points, truth = clouds(30, 20, 10, spread=2.0)
    ours = silhouette(cdist(points, points), truth, np.ones(len(points)))
    assert ours == pytest.approx(metrics.silhouette_score(points, truth))


def test_a_weighted_place_counts_as_that_many_people_there():
    points, labels = clouds(6, 5)
    weights = np.array([3.0, 1, 1, 2, 1, 1, 1, 4, 1, 1, 1])
    many, names = np.repeat(points, weights.astype(int), axis=0), np.repeat(labels, weights.astype(int))
    assert silhouette(cdist(points, points), labels, weights) == pytest.approx(
        silhouette(cdist(many, many), names, np.ones(len(many)))
    )


def test_the_axes_are_those_of_the_imputed_dense_table():
    (people, statements, values), _ = camps(people=200, statements=80, answered=0.4)
    ballots = collect(people, statements, values)
    basis = fit(ballots, np.ones(80, dtype=bool))
    dense = np.full(ballots.votes.shape, np.nan)
    dense[np.searchsorted(ballots.participants, people), np.searchsorted(ballots.statements, statements)] = values
    imputed = np.where(np.isnan(dense), np.nanmean(dense, axis=0), dense)
    expected = np.linalg.svd(imputed - imputed.mean(axis=0), full_matrices=False)[2][:2]
    assert np.abs((basis.components * expected).sum(axis=1)) == pytest.approx([1.0, 1.0], abs=1e-9)


def test_fewer_than_fifteen_active_people_are_filled_up_with_the_most_active():
    answered = np.array([9, 8, 7, *range(1, 7), *([3] * 20), 0])
    counted = who_counts(answered, 30)
    assert counted.sum() == 15
    assert counted[:3].all()
    assert not counted[-1]
    assert who_counts(np.array([7] * 15 + [6] * 5), 30).sum() == 15


def test_the_adjusted_rand_index_is_that_of_another_library():
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(8)
    one, other = rng.integers(4, size=200), rng.integers(3, size=200)
    assert rand_index(one, other) == pytest.approx(metrics.adjusted_rand_score(one, other))
    assert rand_index(one, (one + 1) % 4) == 1.0


def test_groups_that_are_mere_chance_are_not_shown():
    rng = np.random.default_rng(9)
    people, statements = np.repeat(np.arange(120), 30), np.tile(np.arange(30), 120)
    verdict = consensus.analyze(people, statements, rng.choice([-1, 1], 3600)).stability
    assert verdict.ari < 0.7
    assert not verdict.publishable


def test_the_agreement_of_true_camps_is_high():
    columns, _ = camps(people=150)
    result = consensus.analyze(*columns)
    none_out = np.zeros(len(result.ballots.statements), dtype=bool)
    assert bootstrap(result.ballots, none_out, result.labels, "default", 0, runs=5) > 0.9


@pytest.mark.parametrize(
    ("sizes", "ari", "shown"),
    [
        ([50, 5], 0.7, True),
        ([50, 4], 0.9, False),
        ([990, 19], 0.9, False),
        ([980, 20], 0.9, True),
        ([50, 40], 0.69, False),
        ([50, 40], None, False),
        ([50], None, False),
    ],
)
def test_groups_are_shown_only_when_large_and_stable(sizes, ari, shown):
    verdict = judge(np.array(sizes), ari)
    assert verdict.publishable is shown
    assert verdict.reason
    assert verdict.reason_en


def counts(*triples):
    return np.array(triples)


def test_a_statement_marks_the_group_that_stands_apart():
    tally = Tally(
        agree=counts([20, 2, 10], [2, 20, 10]), disagree=counts([1, 19, 9], [19, 1, 9]), seen=counts([22] * 3, [22] * 3)
    )
    marks = representative(tally, 0, np.zeros(3, dtype=bool))
    assert [(mark.statement, mark.direction, mark.best_agree) for mark in marks] == [
        (0, "agree", True),
        (1, "disagree", False),
    ]


def test_a_statement_taken_out_marks_no_group():
    tally = Tally(agree=counts([20, 2], [2, 20]), disagree=counts([1, 19], [19, 1]), seen=counts([22, 22], [22, 22]))
    assert [mark.statement for mark in representative(tally, 0, np.array([True, False]))] == [1]


def test_without_a_clear_mark_the_widest_gap_is_given_alone():
    tally = Tally(agree=counts([1, 1], [0, 1]), disagree=counts([2, 1], [3, 1]), seen=counts([4, 4], [4, 4]))
    assert [mark.statement for mark in representative(tally, 0, np.zeros(2, dtype=bool))] == [0]


def test_the_lower_bound_is_that_of_wilson():
    assert lower_bound(np.array([8, 0, 0]), np.array([10, 10, 0])) == pytest.approx([0.490162, 0.0, 0.0], abs=1e-6)
