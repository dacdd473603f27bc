"""A shallow tree from answers to segments."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.answers import coded, is_codable
from workbench.display import percent
from workbench.estimate import Estimate, Numbers, effective_n, wilson
from workbench.schemas import Variable, Variables, segment_order

MOST_ROWS = 10_000
FOLDS = 5
WORTH = 0.01  # agreement that a further leaf must add


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where a path ends: the segment that most of its people belong to.

    Attributes
    ----------
    segment
        The segment.
    n, share
        People who arrive here, and their weighted share of everyone with a segment.
    purity
        The weighted share of them who belong to the segment.
    """

    segment: str
    n: int
    share: float
    purity: float


@dataclass(frozen=True, slots=True)
class Branch:
    """A question with two answers: `lower` up to the threshold, `upper` above it.

    Attributes
    ----------
    variable, level
        What is asked; the level is empty for a score, else the question is "is it this level?".
    threshold
        Scores are positions on the scale (0 lowest) or plain numbers; .5 for a level.
    missing_upper
        Where people without an answer go.
    """

    variable: Variable
    level: str
    threshold: float
    lower: Node
    upper: Node
    missing_upper: bool

    def said(self, upper: bool, title: str = "") -> str:
        """Question and answer as one phrase; `title` says the question otherwise."""
        question = (title or self.variable.title).rstrip(".")
        between = " " if question.endswith("?") or ": " in question else ": "
        return f"{question}{between}{self.answers()[upper]}"

    def answers(self) -> tuple[str, str]:
        """The two answers in words, lower first."""
        if self.level:
            return f"not {self.level}", self.level
        if self.variable.type == "binary":
            return self.variable.levels[0], self.variable.levels[-1]
        if self.variable.levels:
            last = math.floor(self.threshold)
            return _up_to(self.variable, last), _from(self.variable, last + 1)
        if self.variable.unit == "share":
            cut = percent(self.threshold, 0 if self.threshold >= 0.1 else 1)
        else:
            cut = f"{self.threshold:,.3g}" if abs(self.threshold) < 1000 else f"{self.threshold:,.0f}"
        return f"at most {cut}", f"more than {cut}"


Node = Leaf | Branch


def _up_to(variable: Variable, place: int) -> str:
    level = variable.levels[place]
    return level if place == 0 else f"{level} or lower"


def _from(variable: Variable, place: int) -> str:
    level = variable.levels[place]
    return level if place == len(variable.levels) - 1 else f"{level} or higher"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A tree, and how far it reproduces the segments in people it has not seen.

    Attributes
    ----------
    root
        The first question.
    agreement
        The cross-validated weighted share of people whom the tree puts in their segment.
    kappa, rand
        The same beyond chance (Cohen 1960), and the adjusted Rand index.
    base_rate
        The agreement of a tree that puts everyone in the largest segment.
    leaves
        How many ends the tree has; at most twice the number of segments.
    n
        People it was grown on.
    subsampled
        Was it grown on a random part of them?
    """

    root: Node
    agreement: Estimate
    kappa: float
    rand: float
    base_rate: float
    leaves: int
    n: int
    subsampled: bool

    def paths(self) -> Iterator[tuple[tuple[tuple[Branch, bool], ...], Leaf]]:
        """Every leaf with the answers that lead to it; True is the upper answer."""
        yield from _paths(self.root, ())


def _paths(
    node: Node, above: tuple[tuple[Branch, bool], ...]
) -> Iterator[tuple[tuple[tuple[Branch, bool], ...], Leaf]]:
    if isinstance(node, Leaf):
        yield above, node
        return
    yield from _paths(node.lower, (*above, (node, False)))
    yield from _paths(node.upper, (*above, (node, True)))


@dataclass(frozen=True, slots=True)
class _Column:
    variable: Variable
    level: str


def explain(
    frame: pd.DataFrame,
    labels: pd.Series,
    variables: Variables,
    *,
    weights: pd.Series | Sequence[float] | Numbers | None = None,
    seed: int,
) -> Explanation:
    """Grow a tree of at most 2k leaves on the variables that formed the segments.

    The number of leaves is the smallest whose cross-validated agreement is within .01 of the best. Whatever
    was not answered goes the way that fits best (scikit-learn's CART). Above 10,000 people the tree is
    grown on a random 10,000 of them.

    Raises
    ------
    ValueError
        When there is no basis variable, or fewer than two segments.

    Examples
    --------
    >>> v = Variable("x", "ordinal", role="basis", levels=("low", "middle", "high"))
    >>> frame = pd.DataFrame({"x": ["low"] * 30 + ["high"] * 30})
    >>> labels = pd.Series(["S1"] * 30 + ["S2"] * 30)
    >>> result = explain(frame, labels, Variables.of([v]), seed=1)
    >>> result.agreement.value, result.root.answers()
    (1.0, ('middle or lower', 'high'))
    """
    rows, subsampled = _sample(labels.reindex(frame.index).notna().to_numpy(), seed)
    columns, values = _matrix(frame.iloc[rows], variables)
    member = labels.reindex(frame.index).iloc[rows].astype(str).to_numpy()
    segments = np.array(sorted(set(member), key=segment_order))
    if not columns or len(segments) < 2:
        raise ValueError("a tree needs two segments and a variable that formed them")
    w = np.ones(len(rows)) if weights is None else np.asarray(weights, dtype=float)[rows]
    y = np.asarray(pd.Index(segments).get_indexer(pd.Index(member)), dtype=np.intp)
    most = 2 * len(segments)
    predicted = {size: _out_of_fold(values, y, w, size, seed) for size in range(2, most + 1)}
    agreed = {size: float(np.average(p == y, weights=w)) for size, p in predicted.items()}
    size = next(size for size in agreed if agreed[size] >= max(agreed.values()) - WORTH)
    tree = _grown(values, y, w, size, seed)
    root = _node(tree.tree_, 0, columns, segments, float(w.sum()))
    return Explanation(
        root,
        Estimate(agreed[size], *wilson(agreed[size], effective_n(w)), len(rows), "Wilson"),
        *_agreement(y, predicted[size], w),
        float(np.bincount(y, weights=w).max() / w.sum()),
        int(tree.get_n_leaves()),
        len(rows),
        subsampled,
    )


def _sample(assigned: npt.NDArray[np.bool_], seed: int) -> tuple[npt.NDArray[np.intp], bool]:
    rows = np.flatnonzero(assigned)
    if len(rows) <= MOST_ROWS:
        return rows, False
    return np.sort(np.random.default_rng(seed).choice(rows, MOST_ROWS, replace=False)), True


def _matrix(frame: pd.DataFrame, variables: Variables) -> tuple[list[_Column], Numbers]:
    columns: list[_Column] = []
    values = []
    for variable in variables.with_role("basis").values():
        if variable.name in frame.columns and is_codable(variable):
            code = coded(frame[variable.name], variable)
            columns += [_Column(variable, level) for level in code.levels]
            values.append(code.values)
    return columns, np.hstack(values) if values else np.empty((len(frame), 0))


def _grown(values: Numbers, y: npt.NDArray[np.intp], weights: Numbers, leaves: int, seed: int) -> Any:
    from sklearn.tree import DecisionTreeClassifier

    least = max(5, len(y) // 100)
    tree = DecisionTreeClassifier(max_leaf_nodes=leaves, min_samples_leaf=least, random_state=seed % 2**32)
    return tree.fit(values, y, sample_weight=weights)


def _out_of_fold(
    values: Numbers, y: npt.NDArray[np.intp], weights: Numbers, leaves: int, seed: int
) -> npt.NDArray[np.intp]:
    fold = np.random.default_rng(seed).permutation(len(y)) % FOLDS
    predicted = np.empty(len(y), dtype=np.intp)
    for number in range(FOLDS):
        test = fold == number
        predicted[test] = _grown(values[~test], y[~test], weights[~test], leaves, seed).predict(values[test])
    return predicted


def _agreement(
    y: npt.NDArray[np.intp], predicted: npt.NDArray[np.intp], weights: Numbers
) -> tuple[float, float]:
    from sklearn.metrics import adjusted_rand_score, cohen_kappa_score

    return (
        float(cohen_kappa_score(y, predicted, sample_weight=weights)),
        float(adjusted_rand_score(y, predicted)),
    )


def _node(tree: Any, number: int, columns: list[_Column], segments: npt.NDArray[Any], total: float) -> Node:
    shares = tree.value[number][0]
    if tree.children_left[number] < 0:
        best = int(np.argmax(shares))
        weight = float(tree.weighted_n_node_samples[number])
        return Leaf(
            str(segments[best]),
            int(tree.n_node_samples[number]),
            weight / total,
            float(shares[best] / shares.sum()),
        )
    column = columns[tree.feature[number]]
    return Branch(
        column.variable,
        column.level,
        float(tree.threshold[number]),
        _node(tree, tree.children_left[number], columns, segments, total),
        _node(tree, tree.children_right[number], columns, segments, total),
        missing_upper=not bool(tree.missing_go_to_left[number]),
    )
