"""The reviewer who knows the truth answers as a person would who sees what is shown."""

import numpy as np
import pandas as pd
from clouds import clouds, texts_of

from intentlib.quality import scores
from intentlib.review import Queue, open_ledger
from intentlib.review.simulated import Simulated
from intentlib.tree import build, cut_to

EACH = 25


def reviewed(tmp_path, count, seed=None, n_found=6):
    """The agreement with the truth after so many answers, and the answered questions."""
    vectors, truth = clouds(10, EACH, noise=2.0)
    keys = [f"{text} {row:03d}" for row, text in enumerate(texts_of(truth))]
    tree = build(vectors, keys)
    ids = np.char.add("i", cut_to(tree, n_found).astype(str)).astype(object)
    queue = Queue(pd.DataFrame({"key": keys, "calls": 1, "intent_id": ids}), tree, vectors)
    reviewer = Simulated({key: f"gold{cloud}" for key, cloud in zip(keys, truth, strict=True)})
    shuffled = None if seed is None else np.random.default_rng(seed)
    with open_ledger(str(tmp_path / f"{count}-{seed}.db")) as ledger:
        asked = [
            question
            for _, question in zip(
                range(count), reviewer.review(queue, ledger, shuffled), strict=False
            )
        ]
        found = queue.outlook(ledger.standing()).labels
    return scores(truth.tolist(), found.tolist()).ari, asked


def test_answers_in_the_order_of_the_queue_are_worth_more_than_in_any(tmp_path):
    before, _ = reviewed(tmp_path, 0)
    ours, asked = reviewed(tmp_path, 4)
    random = np.mean([reviewed(tmp_path, 4, seed)[0] for seed in range(3)])
    assert len(asked) == 4
    assert before < random < ours


def test_all_answers_together_are_the_truth(tmp_path):
    after, asked = reviewed(tmp_path, 1000)
    assert after == 1
    assert len(asked) < 100
