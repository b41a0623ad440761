import csv
import math
from itertools import product

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

import intentlib
from intentlib.benchmark.grouping import Grouping
from intentlib.benchmark.labelled import Labelled, read_labelled
from intentlib.benchmark.peers import PEERS, Peer
from intentlib.benchmark.quality import compare_methods, judged, score, score_peer
from intentlib.benchmark.tables import calibration_table, markdown, quality_table

TRUE = 3
ABSENT = Peer("Not there", "no_such_package", math.sqrt)
BROKEN = Peer("Broken", "math", math.sqrt)  # takes one argument, and is given two


TEXTS = {
    "pay": product(["pay", "settle", "clear"], ["a bill", "an invoice", "bills", "the bill"]),
    "outage": product(["no", "slow", "broken", "bad"], ["internet", "broadband", "wifi"]),
    "card": product(["new", "lost", "stolen"], ["sim", "sim card", "sim cards", "phone card"]),
}


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    """A file of texts that are wordings as they stand, said once to three times."""
    path = tmp_path_factory.mktemp("quality") / "calls.csv"
    said = [(" ".join(words), truth) for truth, texts in TEXTS.items() for words in texts]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("reason", "truth"), *said, *said[::2], *said[::5]])
    return path


@pytest.fixture(scope="module")
def compared(labelled):
    peers = [PEERS["hdbscan"], PEERS["kmeans"], PEERS["kmeans-ours"], ABSENT, BROKEN]
    (one,) = compare_methods([str(labelled)], peers)
    return one


@pytest.fixture(scope="module")
def plain(labelled):
    """The calls, the distinct texts and the vectors of these that any user would make."""
    from sentence_transformers import SentenceTransformer

    from intentlib.embed.weights import locate

    calls = pd.read_csv(labelled)
    texts = sorted(set(calls["reason"]))
    model = SentenceTransformer(str(locate("all-MiniLM-L6-v2")[0]), device="cpu")
    return calls, texts, model.encode(texts)


def figures(calls, texts, labels):
    """ARI, NMI, accuracy and the share left out, made another way than the benchmark does."""
    said = dict(zip(texts, labels.tolist(), strict=True))
    found = calls["reason"].map(said)
    agree = pd.crosstab(calls["truth"], found).to_numpy()
    return (
        adjusted_rand_score(calls["truth"], found),
        normalized_mutual_info_score(calls["truth"], found),
        best_matching(agree) / len(calls),
        (found == -1).mean(),
    )


def best_matching(table):
    """Calls in agreement, over every way of matching rows with columns one to one."""
    if not len(table):
        return 0
    rest = [best_matching(table[1:])]
    for column in range(table.shape[1]):
        others = np.delete(table[1:], column, axis=1)
        rest.append(table[0, column] + best_matching(others))
    return max(rest)


def told(compared, place):
    one = compared.methods[place]
    return (one.ari, one.nmi, one.accuracy, one.left_out)


def test_ours_is_what_evaluate_says(compared, labelled):
    found = intentlib.evaluate(str(labelled), gold="truth")
    ours = compared.methods[0]
    assert (ours.ari, ours.nmi, ours.accuracy) == (found.ari, found.nmi, found.accuracy)
    assert ours.groups == found.intents
    assert ours.left_out == 0
    assert compared.gold_intents == TRUE
    assert compared.wordings == found.wordings
    assert compared.calls == found.calls


def test_peers_have_the_scores_that_their_users_would_find(compared, plain):
    calls, texts, vectors = plain
    hdbscan = HDBSCAN(min_cluster_size=10, copy=True).fit_predict(vectors)
    kmeans = KMeans(TRUE, n_init=10, random_state=0).fit_predict(vectors)
    assert told(compared, 1) == pytest.approx(figures(calls, texts, hdbscan))
    assert told(compared, 2) == pytest.approx(figures(calls, texts, kmeans))
    assert compared.methods[1].groups == len(set(hdbscan.tolist()) - {-1})
    assert compared.methods[2].groups == TRUE


def test_our_vectors_are_another_row(compared):
    assert compared.methods[3].method == "KMeans on our vectors, told the true number"
    assert compared.methods[3].groups == TRUE


def test_what_failed_is_a_row_that_says_why(compared):
    absent, broken = compared.methods[4:]
    assert absent.error == "not installed: pip install 'intentlib[bench]'"
    assert "TypeError" in broken.error
    assert broken.ari is broken.seconds is None


def test_cost_is_each_method_s_own(compared):
    for one in compared.methods[:4]:
        assert one.seconds > 0
        assert 50 < one.peak_rss_mb < 1000
    assert all(seconds > 0 for seconds in compared.embedding_seconds.values())


def test_every_wording_is_in_the_calibration(compared):
    assert sum(band.wordings for band in compared.calibration.bands) == compared.wordings


def test_tables(compared):
    table = quality_table([compared, compared])
    assert table["File"].tolist() == ["calls", *[""] * 5] * 2
    assert table.columns[-1] == "Note"
    assert table["Note"][4] == "not installed: pip install 'intentlib[bench]'"
    assert table["ARI"][4] == table["Left out"][5] == "\N{EN DASH}"
    assert table["ARI"][0] == f"{compared.methods[0].ari:.3f}"
    assert table["True"].tolist() == ["3"] * 12
    assert "Note" not in quality_table([compared])[:4].drop(columns="Note")
    assert calibration_table([compared])["File"].tolist() == ["calls"]


def test_markdown_keeps_bars_out_of_cells():
    table = pd.DataFrame({"Method": ["a|b"], "ARI": ["0.5"]})
    assert markdown(table).splitlines() == ["| Method | ARI |", "| --- | ---: |", "| a\\|b | 0.5 |"]


def small(gold, rows, n_wordings):
    return Labelled(
        path="x.csv",
        text="intent",
        calls=len(gold),
        wordings=[str(n) for n in range(n_wordings)],
        gold=np.array(gold, dtype=object),
        rows=np.array(rows),
    )


def test_calls_left_out_and_calls_without_text_are_groups_of_their_own():
    labelled = small(["a", "a", "b", "b", "c"], [0, 1, 2, 3, -1], 4)
    found = score("x", labelled, Grouping(np.array([0, -1, -1, 1]), 0.0, 0.0))
    assert found.left_out == 2 / 5
    assert found.groups == 2
    assert found.accuracy == 3 / 5  # one call of a, one of b and the one without a text
    assert found.ari == pytest.approx(adjusted_rand_score([0, 0, 1, 1, 2], [0, 9, 9, 1, 8]))


def test_right_is_what_most_of_the_group_is():
    labelled = small(["a", "a", "b", "b", "c", "b"], [0, 1, 2, 3, 3, 3], 5)
    grouping = Grouping(np.array([0, 0, 0, 1, 1]), 0.0, 0.0, np.arange(5) / 10)
    confidence, right = judged(labelled, grouping)
    assert confidence.tolist() == [0, 0.1, 0.2, 0.3]  # the last wording has no label
    assert right.tolist() == [True, True, False, True]


def test_of_several_seeds_the_median_is_told(labelled, plain, tmp_path):
    calls, texts, _ = plain
    vectors = np.random.default_rng(0).normal(size=(len(texts), 3)).astype(np.float32)
    np.save(tmp_path / "vectors.npy", vectors)
    found = score_peer(
        PEERS["kmeans"], read_labelled(str(labelled)), tmp_path / "vectors.npy", seeds=3
    )
    aris = [
        figures(calls, texts, KMeans(TRUE, n_init=10, random_state=seed).fit_predict(vectors))[0]
        for seed in range(3)
    ]
    assert found.ari == pytest.approx(sorted(aris)[1])
