"""A solution frozen in plain numbers: the same people get the same segment, today and next year."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.cluster import Solution
from workbench.cluster.rules import Rule, rule_from_record
from workbench.model.bins import Bins, bins_of
from workbench.model.placing import placed
from workbench.schemas import CUSTOMER, WEIGHT, Variables
from workbench.space import Basis, MixedSpace
from workbench.space.coding import codes

FORMAT = 1


@dataclass(frozen=True, slots=True)
class ModelSegment:
    """A segment as it was when the model was frozen.

    Attributes
    ----------
    id
        S1, S2 …; persists over model versions.
    name, colour
        As people call and draw it.
    n, share
        People in it, and their weighted share.
    """

    id: str
    name: str
    colour: str
    n: int
    share: float


RFM = ("recency", "frequency", "monetary")
FIFTHS = (0.2, 0.4, 0.6, 0.8)


def rfm_cut_points(customers: pd.DataFrame) -> dict[str, tuple[float, ...]]:
    """Borders of the fifths of recency, frequency and monetary value, where the table has them.

    They are stored with the model and never found again at scoring: a customer's score changes only
    when the customer does.

    Examples
    --------
    >>> rfm_cut_points(pd.DataFrame({"frequency": range(11)}))
    {'frequency': (2.0, 4.0, 6.0, 8.0)}
    """
    return {
        name: tuple(float(x) for x in customers[name].quantile(list(FIFTHS)))
        for name in RFM
        if name in customers.columns and customers[name].notna().any()
    }


@dataclass(frozen=True, slots=True)
class Model:
    """A frozen solution.

    Attributes
    ----------
    variables
        The basis variables, as the space knows them.
    space
        The fitted space, missing answers' model included.
    rule
        How a row is given to a segment.
    segments
        In the order of the rule.
    bins
        For each basis variable its distribution at the fit, for drift.
    cut_points
        RFM measure → its cut points, never recomputed at scoring.
    method, k, seed, version
        How it was made; `version` counts up when the study is refitted.
    facts
        What else should be known: verdict, stability, row counts.
    """

    variables: Variables
    space: MixedSpace
    rule: Rule
    segments: tuple[ModelSegment, ...]
    method: str
    k: int
    seed: int
    version: int = 1
    bins: tuple[Bins, ...] = ()
    cut_points: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def score(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Give people to segments: the table ``segments`` for the rows of `frame`.

        Parameters
        ----------
        frame
            ``customer``, perhaps ``weight``, and a column for each basis variable; missing answers
            are imputed by the frozen model.

        Raises
        ------
        InputError
            When basis variables are absent.
        """
        own = placed(self.rule, self.read(frame))
        own["segment"] = self._ids(own["segment"])
        own["second"] = self._ids(own["second"])
        weights = frame[WEIGHT].to_numpy(dtype=np.float64) if WEIGHT in frame.columns else np.ones(len(frame))
        return pd.DataFrame({CUSTOMER: frame[CUSTOMER].to_numpy(dtype=object), **own, WEIGHT: weights})

    def read(self, frame: pd.DataFrame) -> NDArray[np.float64]:
        """What the rule reads of these people: points of the space, or coded answers."""
        return codes(frame, self.variables) if self.rule.reads == "answers" else self.space.transform(frame)

    def named(self, names: Mapping[str, str]) -> Model:
        """The same model with other names for its segments."""
        return replace(self, segments=tuple(replace(s, name=names.get(s.id, s.name)) for s in self.segments))

    def to_record(self) -> dict[str, Any]:
        """Plain values, for ``model.json``."""
        return {
            "format": FORMAT,
            "version": self.version,
            "method": self.method,
            "k": self.k,
            "seed": self.seed,
            "segments": [asdict(segment) for segment in self.segments],
            "variables": self.variables.to_records(),
            "space": self.space.to_record(),
            "rule": self.rule.to_record(),
            "bins": [b.to_record() for b in self.bins],
            "cut_points": {name: list(points) for name, points in self.cut_points.items()},
            "facts": dict(self.facts),
        }

    def to_json(self) -> str:
        """The text of ``model.json``: no pickle, readable by anything."""
        return json.dumps(self.to_record(), ensure_ascii=False, indent=1, allow_nan=False)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Model:
        """Read what `to_record` gave.

        Raises
        ------
        ValueError
            When it was written by a later version of this program.
        """
        if record["format"] > FORMAT:
            raise ValueError(f"a model of format {record['format']}; this program reads up to {FORMAT}")
        return cls(
            variables=Variables.from_records(record["variables"]),
            space=MixedSpace.from_record(record["space"]),
            rule=rule_from_record(record["rule"]),
            segments=tuple(ModelSegment(**segment) for segment in record["segments"]),
            method=record["method"],
            k=record["k"],
            seed=record["seed"],
            version=record["version"],
            bins=tuple(Bins.from_record(b) for b in record["bins"]),
            cut_points={name: tuple(points) for name, points in record["cut_points"].items()},
            facts=record["facts"],
        )

    @classmethod
    def from_json(cls, text: str) -> Model:
        """Read ``model.json``."""
        return cls.from_record(json.loads(text))

    def _ids(self, labels: NDArray[np.object_]) -> NDArray[np.object_]:
        by_place = {f"S{i + 1}": segment.id for i, segment in enumerate(self.segments)}
        return np.asarray([by_place[label] for label in labels], dtype=object)


def freeze(
    basis: Basis,
    solution: Solution,
    *,
    names: Mapping[str, str],
    colours: Sequence[str],
    cut_points: Mapping[str, tuple[float, ...]] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Model:
    """Freeze a solution with everything that scoring needs.

    Parameters
    ----------
    names
        Segment id → name; a segment without one is called by its id.
    colours
        One a segment, S1 first; they repeat when there are fewer.
    """
    inside = solution.labels >= 0
    masses = np.bincount(solution.labels[inside], weights=basis.weights[inside], minlength=solution.k)
    segments = tuple(
        ModelSegment(
            id=f"S{j + 1}",
            name=names.get(f"S{j + 1}", f"S{j + 1}"),
            colour=colours[j % len(colours)],
            n=int(solution.sizes[j]),
            share=float(masses[j] / basis.weights.sum()),
        )
        for j in range(solution.k)
    )
    return Model(
        variables=basis.variables,
        space=basis.space,
        rule=solution.rule,
        segments=segments,
        method=solution.method,
        k=solution.k,
        seed=solution.seed,
        bins=bins_of(basis.answers, basis.variables, weights=basis.weights),
        cut_points=dict(cut_points or {}),
        facts=dict(facts or {}),
    )
