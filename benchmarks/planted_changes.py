"""A planted split, merge, birth and death in the sample study, seed by seed: is each named rightly?

    PYTHONPATH=tests/support python benchmarks/planted_changes.py [seeds] [customers]

The second wave goes through files, features, space, model and lineage as a run with ``--refit`` does.
"""

from __future__ import annotations

import sys

from waves import PLANTED_EVENTS, events_found


def main(seeds: int = 20, customers: int = 400) -> None:
    right = 0
    for seed in range(seeds):
        found = events_found(customers, seed=seed)
        right += found == PLANTED_EVENTS
        print(f"seed {seed}: {'right' if found == PLANTED_EVENTS else found}", flush=True)
    print(f"all named rightly in {right} of {seeds} seeds")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
