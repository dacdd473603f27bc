"""The inner loops of k-means, compiled.

They work on one problem at a time with everything it needs in the cache: distances of a block of rows to
one centre after another, then only the rows that changed sides move their weight from centre to centre.
NumPy would write every intermediate to memory; this takes about a fifth of its time. The machine code is
kept on disk beside the module (or in the user's cache, where that cannot be written) and made anew when
this file, numba or the processor changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Labels = NDArray[np.uint8]
Ints = NDArray[np.intp]
Function = TypeVar("Function", bound=Callable[..., Any])

BLOCK = 256
"""Rows worked on together: their distances to one centre stay in the first-level cache."""
NOWHERE = 255
"""The label of a row that has none yet."""
EMPTY = 1e-9
"""What is left of a centre's weight by rounding when all its rows have gone."""


def compiled(function: Function) -> Function:
    """Compile on first use; without the interpreter's lock, so that threads run side by side."""
    # Sums may be taken in another order, as in BLAS; nothing here rests on infinities or signed zeros.
    fast = {"reassoc", "contract", "nsz", "arcp"}
    try:
        made = numba.njit(cache=True, nogil=True, fastmath=fast)(function)
    except RuntimeError:  # neither this folder nor the user's cache can be written: compile in each process
        made = numba.njit(nogil=True, fastmath=fast)(function)
    return cast(Function, made)


@compiled
def distances_to(columns: Floats, centre: Floats, begin: int, end: int, out: Floats) -> None:
    """Half the squared distance of rows `begin` to `end` to a centre, less half the rows' own squared length."""
    width, size = columns.shape[0], end - begin
    half = columns.dtype.type(0)
    for d in range(width):
        half += centre[d] * centre[d]
    half *= columns.dtype.type(0.5)
    for r in range(size):
        out[r] = half
    whole = width - width % 4
    # Slices, not offsets: an index that may be negative keeps the compiler from using vectors.
    for d in range(0, whole, 4):
        a, b, c, e = centre[d], centre[d + 1], centre[d + 2], centre[d + 3]
        first, second = columns[d, begin:end], columns[d + 1, begin:end]
        third, fourth = columns[d + 2, begin:end], columns[d + 3, begin:end]
        for r in range(size):
            out[r] -= a * first[r] + b * second[r] + c * third[r] + e * fourth[r]
    for d in range(whole, width):
        a = centre[d]
        first = columns[d, begin:end]
        for r in range(size):
            out[r] -= a * first[r]


@compiled
def assign(columns: Floats, centres: Floats, labels: Labels, best: Floats) -> None:
    """Write the nearest centre of every row, and its distance as `distances_to` gives it; ties go to the first."""
    rows = columns.shape[1]
    other = np.empty(min(BLOCK, rows), dtype=columns.dtype)
    for begin in range(0, rows, BLOCK):
        end = min(begin + BLOCK, rows)
        distances_to(columns, centres[0], begin, end, best[begin:end])
        labels[begin:end] = 0
        for j in range(1, len(centres)):
            distances_to(columns, centres[j], begin, end, other)
            least, own = best[begin:end], labels[begin:end]
            number = np.uint8(j)
            for r in range(end - begin):
                if other[r] < least[r]:
                    least[r] = other[r]
                    own[r] = number


@compiled
def follow_one(
    rows: Floats,
    columns: Floats,
    norms: Floats,
    weights: Floats,
    centres: Floats,
    rounds: int,
    enough: float,
    labels: Labels,
) -> float:
    """Move the centres of one problem to their optimum, in place; returns the within-SS."""
    count, width = rows.shape
    best = np.empty(count, dtype=rows.dtype)
    before = np.full(count, NOWHERE, dtype=np.uint8)
    sums = np.zeros((len(centres), width))
    masses = np.zeros(len(centres))
    for _ in range(rounds):
        assign(columns, centres, labels, best)
        if not change_sides(rows, weights, labels, before, sums, masses):
            break
        if move(rows, norms, weights, best, sums, masses, centres) <= enough:
            break
    assign(columns, centres, labels, best)
    within = 0.0
    for i in range(count):
        within += weights[i] * max(2.0 * best[i] + norms[i], 0.0)
    return within


@compiled
def change_sides(
    rows: Floats, weights: Floats, labels: Labels, before: Labels, sums: Floats, masses: Floats
) -> bool:
    """Move the weight of the rows whose label is another than before; False when there are none."""
    moved = False
    for i in range(len(rows)):
        here, there = labels[i], before[i]
        if here == there:
            continue
        moved = True
        before[i] = here
        weight = weights[i]
        if weight == 0:
            continue
        masses[here] += weight
        for d in range(rows.shape[1]):
            sums[here, d] += weight * rows[i, d]
        if there != NOWHERE:
            masses[there] -= weight
            for d in range(rows.shape[1]):
                sums[there, d] -= weight * rows[i, d]
    return moved


@compiled
def move(
    rows: Floats, norms: Floats, weights: Floats, best: Floats, sums: Floats, masses: Floats, centres: Floats
) -> float:
    """Put each centre on the mean of its rows; returns the squared movement of all.

    A centre that has lost all its rows moves to the row farthest from its own.
    """
    shift = 0.0
    for j in range(len(centres)):
        filled = masses[j] > EMPTY
        far = 0 if filled else farthest(norms, weights, best)
        for d in range(rows.shape[1]):
            new = rows.dtype.type(sums[j, d] / masses[j]) if filled else rows[far, d]
            shift += (new - centres[j, d]) ** 2
            centres[j, d] = new
    return shift


@compiled
def farthest(norms: Floats, weights: Floats, best: Floats) -> int:
    """The row with weight that is farthest from its centre."""
    far, most = 0, -1.0
    for i in range(len(norms)):
        squared = 2.0 * best[i] + norms[i]
        if weights[i] > 0 and squared > most:
            far, most = i, squared
    return far


@compiled
def follow_all(
    rows: Floats,
    columns: Floats,
    norms: Floats,
    weights: Floats,
    of: Ints,
    centres: Floats,
    rounds: int,
    enough: float,
    labels: Labels,
    within: Floats,
) -> None:
    """`follow_one` for each problem; `of` says which row of `weights` is a problem's."""
    for s in range(len(centres)):
        within[s] = follow_one(rows, columns, norms, weights[of[s]], centres[s], rounds, enough, labels[s])


@compiled
def plus_plus_all(
    rows: Floats,
    columns: Floats,
    norms: Floats,
    weights: Floats,
    of: Ints,
    chances: Floats,
    trials: int,
    centres: Floats,
) -> None:
    """Greedy k-means++ for each problem, from numbers in [0, 1) drawn beforehand.

    `chances` holds a row a problem: one number for the first centre, `trials` for each further one.
    """
    count = len(rows)
    running = np.empty(count)
    squared = np.empty(count, dtype=rows.dtype)
    trial = np.empty(count, dtype=rows.dtype)
    kept = np.empty(count, dtype=rows.dtype)
    for s in range(len(centres)):
        own = weights[of[s]]
        accumulate(own, running)
        centres[s, 0] = rows[drawn(running, chances[s, 0])]
        distances_to(columns, centres[s, 0], 0, count, squared)
        for i in range(count):
            squared[i] = max(2 * squared[i] + norms[i], 0)
        for j in range(1, centres.shape[1]):
            accumulate_product(squared, own, running)
            least = np.inf
            for t in range(trials):
                candidate = rows[drawn(running, chances[s, 1 + (j - 1) * trials + t])]
                distances_to(columns, candidate, 0, count, trial)
                loss = 0.0
                for i in range(count):
                    trial[i] = min(max(2 * trial[i] + norms[i], 0), squared[i])
                    loss += trial[i] * own[i]
                if loss < least:
                    least = loss
                    centres[s, j] = candidate
                    kept, trial = trial, kept
            squared, kept = kept, squared


@compiled
def accumulate(masses: Floats, running: Floats) -> None:
    """Running sums in double precision."""
    total = 0.0
    for i in range(len(masses)):
        total += masses[i]
        running[i] = total


@compiled
def accumulate_product(first: Floats, second: Floats, running: Floats) -> None:
    """Running sums of products in double precision."""
    total = 0.0
    for i in range(len(first)):
        total += first[i] * second[i]
        running[i] = total


@compiled
def drawn(running: Floats, chance: float) -> int:
    """The row that a number in [0, 1) falls on, with chances by mass; the last row when no mass is left."""
    found: int = min(np.searchsorted(running, chance * running[-1], side="right"), len(running) - 1)
    return found
