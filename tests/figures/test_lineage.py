"""What the picture of two runs says of sizes."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.figures.lineage import sizes_then_and_now


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (0.294, "No segment moved by a percentage point in size."),
        (0.312, "The most moved in size: S2 from 29 % to 31 %."),
    ],
)
def test_a_size_has_moved_from_a_point_on(now: float, said: str) -> None:
    sizes = pd.DataFrame({"segment": ["S1", "S2"], "share before": [0.71, 0.29], "share after": [0.71, now]})
    figure = sizes_then_and_now(sizes, {}, base="Base: all.")
    assert figure.layout.meta["alt"] == said
    assert figure.layout.meta["caption"] == f"Base: all. {said}"
