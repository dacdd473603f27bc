"""The stability of k = 2 … 10 by the loop anyone would write, and by ours: same decision, how much time?

    python benchmarks/stability_naive_vs_fast.py [people] [columns] [pairs] [starts]

The naive loop refits scikit-learn's KMeans on all rows of each bootstrap sample. Both propose a k by the
largest whose every segment has a mean Jaccard of .75.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from workbench.cluster import fit
from workbench.cluster.agreement import agreement, best_jaccard, crossed
from workbench.stability import assess

KS = range(2, 11)
PLANTED = 5


def people(rows: int, columns: int, seed: int = 7) -> np.ndarray:
    rng = np.random.default_rng(seed)
    centres = rng.normal(0, 1.1, (PLANTED, columns))
    return centres[rng.integers(PLANTED, size=rows)] + rng.normal(size=(rows, columns))


def naive(X: np.ndarray, k: int, pairs: int, starts: int) -> tuple[float, float]:
    rng = np.random.default_rng(k)
    reference = KMeans(k, n_init=starts, random_state=0).fit_predict(X)
    agreements, jaccards = [], []
    for _ in range(pairs):
        both = []
        for _side in range(2):
            drawn = rng.integers(0, len(X), len(X))
            both.append(
                KMeans(k, n_init=starts, random_state=int(rng.integers(2**31))).fit(X[drawn]).predict(X)
            )
            jaccards.append(best_jaccard(crossed(reference, both[-1])))
        agreements.append(agreement(*both))
    return float(np.mean(agreements)), float(np.mean(jaccards, axis=0).min())


def ours(X: np.ndarray, k: int, pairs: int, starts: int) -> tuple[float, float]:
    found = assess(X, fit(X, k, seed=1), weights=np.ones(len(X)), pairs=pairs, starts=starts, seed=k)
    return found.mean, found.weakest


def main() -> None:
    rows, columns, pairs, starts = (
        int(given) for given in [*sys.argv[1:], *["5000", "30", "10", "5"][len(sys.argv) - 1 :]]
    )
    X = people(rows, columns)
    print(
        f"{rows:,} people × {columns}, {pairs} pairs, {starts} starts; ours also makes 200 starts for each k"
    )
    decisions = {}
    for name, measure in (("naive", naive), ("ours", ours)):
        began, spent = time.perf_counter(), time.process_time()
        with threadpool_limits(2):
            found = {k: measure(X, k, pairs, starts) for k in KS}
        print(f"{name:6} {time.perf_counter() - began:7.1f} s wall {time.process_time() - spent:7.1f} CPU-s")
        print("       ARI     ", " ".join(f"{mean:.3f}" for mean, _ in found.values()))
        print("       weakest ", " ".join(f"{weakest:.3f}" for _, weakest in found.values()))
        good = [k for k, (_, weakest) in found.items() if weakest >= 0.75]
        decisions[name] = max(good) if good else max(found, key=lambda k: found[k][0])
    print(f"proposed k: {decisions}; planted {PLANTED}")
    if len(set(decisions.values())) > 1:
        sys.exit("the decisions differ")


if __name__ == "__main__":
    main()
