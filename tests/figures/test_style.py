"""The palette can be told apart by everybody, on light and on dark; figures carry their words."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from workbench.figures.style import NEUTRAL, PALETTE, SERIES, TABLE_ROWS, dress, segment_colours

# Machado, Oliveira & Fernandes 2009, severity 1
SIGHT = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
LMS = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
       [0.0883024619, 0.2817188376, 0.6299787005]]  # fmt: skip
LAB = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
       [0.0259040371, 0.7827717662, -0.8086757660]]  # fmt: skip


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    light = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) + 0.05 for c in (one, other))
    return light[1] / light[0]


def closest(colours: tuple[str, ...], sight: str) -> float:
    """The least distance of two colours in Oklab (100 = black to white), as seen with `sight`."""
    seen = np.clip(np.array([linear(c) for c in colours]) @ np.array(SIGHT[sight]).T, 0, 1)
    lab = np.cbrt(seen @ np.array(LMS).T) @ np.array(LAB).T * 100
    between = np.linalg.norm(lab[:, None] - lab[None], axis=2)
    return float(between[np.triu_indices(len(colours), 1)].min())


@pytest.mark.parametrize("page", ["#FFFFFF", "#16191D"])
def test_every_colour_has_three_to_one_against_the_page(page: str) -> None:
    assert min(contrast(colour, page) for colour in (*PALETTE, *SERIES)) >= 3


@pytest.mark.parametrize("sight", sorted(SIGHT))
def test_six_segments_can_be_told_apart_by_everybody(sight: str) -> None:
    assert closest(PALETTE[:6], sight) >= 9.0


@pytest.mark.parametrize("sight", sorted(SIGHT))
def test_what_is_no_segment_has_colours_of_its_own(sight: str) -> None:
    assert closest((*SERIES, NEUTRAL), sight) >= 7
    assert all(closest((PALETTE[place], own), "normal") >= 7 for place in range(6) for own in SERIES)


def test_ten_segments_can_be_told_apart_with_normal_sight() -> None:
    assert closest(PALETTE, "normal") >= 6.5


def test_a_segment_keeps_its_colour_whatever_else_is_shown() -> None:
    assert segment_colours(["S3"])["S3"] == segment_colours(["S1", "S3", "S12"])["S3"] == PALETTE[2]


def test_a_table_of_any_values_becomes_json() -> None:
    frame = pd.DataFrame(
        {
            "n": np.array([1, 2], "int64"),
            "x": [np.float32("nan"), np.inf],
            "d": pd.to_datetime(["2026-01-02", None]),
        }
    )
    figure = dress(go.Figure(), title="t", alt="a", table=frame)
    rows = json.loads(json.dumps(figure.layout.meta["table"], allow_nan=False))["rows"]
    assert rows == [[1, None, "2026-01-02"], [2, None, None]]


def test_a_long_table_says_how_much_is_left_out() -> None:
    figure = dress(go.Figure(), title="t", alt="a", table=pd.DataFrame({"n": range(TABLE_ROWS + 7)}))
    assert len(figure.layout.meta["table"]["rows"]) == TABLE_ROWS
    assert figure.layout.meta["table"]["more"] == 7
