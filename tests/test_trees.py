import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from ctlaw.classification.trees import Trees


def rows(n=900):
    rng = np.random.default_rng(3)
    columns = rng.normal(size=(n, 6)).astype(np.float32)
    truth = (columns[:, 0] * columns[:, 1] + 0.3 * columns[:, 2] + 0.2 * rng.normal(size=n) > 0.2).astype(np.int8)
    return columns, truth, rng.uniform(0.5, 1.5, n)


def test_trees_say_what_scikit_learn_says():
    columns, truth, weight = rows()
    other = HistGradientBoostingClassifier(
        max_iter=100, learning_rate=0.06, max_leaf_nodes=12, min_samples_leaf=60, l2_regularization=5.0,
        early_stopping=False, random_state=0,
    ).fit(columns, truth, sample_weight=weight)  # fmt: skip
    mine = Trees.fit(columns, truth, weight).probability(columns)
    assert np.allclose(mine, other.predict_proba(columns)[:, 1], atol=1e-6)
    assert ((mine > 0.5) == truth).mean() > 0.8


def test_too_few_rows_give_the_share():
    columns, truth, weight = rows(100)
    probability = Trees.fit(columns, truth, weight).probability(columns)
    assert np.allclose(probability, np.average(truth, weights=weight))
    assert len(Trees.fit(columns[:0], truth[:0], weight[:0]).probability(columns[:0])) == 0
