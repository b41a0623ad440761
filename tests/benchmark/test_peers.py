import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, homogeneity_score

from intentlib.benchmark.peers import LEFT_OUT, PEERS, choose_peers
from intentlib.errors import OptionError

PER_GROUP, GROUPS = 40, 5


@pytest.fixture(scope="module")
def spread():
    """Texts, vectors and truth of groups so clear that every method must see them."""
    rng = np.random.default_rng(0)
    truth = np.repeat(np.arange(GROUPS), PER_GROUP)
    vectors = np.eye(32)[truth] + 0.04 * rng.normal(size=(len(truth), 32))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = [f"group{truth[n]} number{n % 7}" for n in range(len(truth))]
    return texts, vectors.astype(np.float32), truth


def grouped(name, spread, seed=0):
    texts, vectors, _ = spread
    return PEERS[name].load(GROUPS, seed)(texts, vectors)


@pytest.mark.parametrize("name", ["hdbscan", "communities", "kmeans", "kmeans-ours"])
def test_peers_find_clear_groups(name, spread):
    labels = grouped(name, spread)
    assert len(set(labels.tolist())) == GROUPS
    assert adjusted_rand_score(spread[2], labels) == 1


@pytest.mark.parametrize("name", ["hdbscan", "communities"])
def test_density_methods_leave_out_what_is_alone(name, spread):
    texts, vectors, _ = spread
    alone = np.vstack([vectors, -np.ones((1, 32), np.float32) / np.sqrt(32)])
    assert PEERS[name].load(GROUPS, 0)([*texts, "alone"], alone)[-1] == LEFT_OUT


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bertopic", "evoc"])
def test_peers_of_the_extra_find_clear_groups(name, spread):
    pytest.importorskip(name, reason="needs the extra bench")
    labels = grouped(name, spread)
    assert labels.shape == (GROUPS * PER_GROUP,)
    assert labels.min() >= LEFT_OUT
    # EVoC draws by chance what no seed reaches: how far it splits groups, and what it leaves out.
    found = labels != LEFT_OUT
    assert len(set(labels[found].tolist())) >= GROUPS
    assert homogeneity_score(spread[2][found], labels[found]) > 0.95


def test_what_is_random_obeys_its_seed():
    vectors = np.random.default_rng(1).normal(size=(200, 8))
    one, same, other = (
        PEERS["kmeans"].load(20, seed)([""] * 200, vectors).tolist() for seed in (0, 0, 1)
    )
    assert one == same
    assert one != other


def test_choosing():
    assert choose_peers(None) == list(PEERS.values())
    assert choose_peers("kmeans, evoc,kmeans") == [PEERS["kmeans"], PEERS["evoc"]]
    assert choose_peers("") == []
    with pytest.raises(OptionError, match=r"nonsense.*bertopic, evoc"):
        choose_peers("evoc,nonsense")
