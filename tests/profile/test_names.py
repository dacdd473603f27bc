"""Working names of segments."""

from __future__ import annotations

from workbench.estimate import Estimate
from workbench.profile.names import propose_names
from workbench.profile.rows import Row
from workbench.profile.traits import Trait
from workbench.schemas import Variable


def trait(name: str, standardised: float) -> Trait:
    here, everyone = (Estimate(value, value, value, 100, "t") for value in (standardised, 0.0))
    row = Row(
        Variable(name, "numeric"), "", "S1", "mean", here, everyone, 100, 100, standardised, is_marker=False
    )
    return Trait(row, abs(standardised))


def test_those_who_buy_least_often_are_called_so_and_nobody_else() -> None:
    rarest = [trait("price_level", 0.9), trait("frequency", -0.6)]
    rare = [trait("frequency", -0.3), trait("basket", -0.25)]
    assert propose_names({"S1": rarest, "S2": rare}) == {
        "S1": "Higher prices, rare buyers",
        "S2": "Small baskets, rare buyers",
    }
    assert propose_names({"S1": rarest, "S2": rare[:1]})["S2"] == "Rare buyers"
    assert propose_names({"S2": rare})["S2"] == "Rare buyers, small baskets"
