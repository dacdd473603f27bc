"""Two waves of the sample study with planted changes: invented people who become others, then the real path."""

from __future__ import annotations

import tempfile
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pandas as pd

from workbench.cluster import fit
from workbench.config import Study, load_study
from workbench.features import CustomerTable
from workbench.figures.style import PALETTE
from workbench.model import Model, freeze
from workbench.preparation import answers_quality, bought_features, joined, read
from workbench.sample.people import People, invent_people
from workbench.sample.planted import PLANTED
from workbench.sample.purchases import purchase_rows
from workbench.sample.study_file import study_text
from workbench.sample.survey import survey_rows
from workbench.schemas import CUSTOMER, SEGMENT
from workbench.selection import segments_table
from workbench.space import lay_out
from workbench.succession import decide

K = len(PLANTED)
SPLIT, DYING, NEW = 1, 4, 5
PLANTED_EVENTS = {"survived": {(0,)}, "split": {(1,)}, "merged": {(2, 3)}, "died": {(4,)}, "born": {(5,)}}
"""What becomes of the planted groups: 0 stays, 1 splits, 2 and 3 merge, 4 is scattered, 5 is born."""


def became(who: People, now: np.ndarray, *, seed: int) -> People:
    """The same people with the motives, rates and tastes of other planted segments."""
    random = np.random.default_rng(seed)
    motives = np.array([p.motives for p in PLANTED])
    orders = np.array([p.orders for p in PLANTED])
    tastes = random.gamma(np.array([p.categories for p in PLANTED])[now] * 1.3)
    changed = (now != who.segment)[:, None]
    mixed = np.where(changed, tastes / tastes.sum(axis=1, keepdims=True), who.tastes)
    return replace(
        who,
        segment=now,
        motives=who.motives + motives[now] - motives[who.segment],
        rate=who.rate * orders[now] / orders[who.segment],
        tastes=mixed,
        organic=mixed[:, 3],
    )


def two_waves(customers: int, *, seed: int) -> tuple[People, People, np.ndarray]:
    """People before and after, and the planted group (0 to 5) of each one after.

    After, half of group 1 have the profile that 3 had, 3 has become as 2 is, those of 4 have gone each their own
    way, and newcomers have the profile that 4 had.
    """
    random = np.random.default_rng(seed)
    everybody = invent_people(customers, generator=random)
    group = everybody.segment.copy()
    group[(group == 0) & (random.random(len(group)) < 0.4)] = NEW
    half = random.random(len(group)) < 0.5
    now = everybody.segment.copy()
    now[(group == SPLIT) & half] = 3
    now[group == 3] = 2
    now[group == NEW] = DYING
    scattered = group == DYING
    now[scattered] = random.choice([0, 1, 2, 3], scattered.sum())
    old = _kept(everybody, group != NEW)
    return old, became(everybody, now, seed=seed), group


def table_of(who: People, *, seed: int) -> tuple[Study, CustomerTable]:
    """What the program reads of them: files, features, the joined table."""
    streams = np.random.default_rng(seed).spawn(2)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        survey_rows(who, generator=streams[0]).to_csv(folder / "survey.csv", index=False)
        purchase_rows(who, generator=streams[1]).to_csv(folder / "purchases.csv", index=False)
        text = study_text(survey="survey.csv", purchases="purchases.csv", notes=())
        (folder / "study.yaml").write_text(text, encoding="utf-8")
        study = load_study(folder / "study.yaml")
        data = read(study)
        return study, joined(data, answers_quality(data), bought_features(data)).table


def formed(study: Study, table: CustomerTable, *, seed: int) -> tuple[Model, pd.Series]:
    """A frozen model of five segments, and the segment of each customer."""
    basis = lay_out(table.frame, table.variables, study.segments)
    solution = fit(basis.points, k=K, seed=seed, starts=10)
    model = freeze(basis, solution, names={}, colours=PALETTE)
    return model, segments_table(basis, solution).set_index(CUSTOMER)[SEGMENT]


def events_found(customers: int, *, seed: int) -> dict[str, set[tuple[int, ...]]]:
    """What the lineage of the second wave says became of each planted group; for a birth, which group it is."""
    old, new, group = two_waves(customers, seed=seed)
    planted = pd.Series(group, index=new.ids)
    study, table = table_of(old, seed=seed)
    earlier, before = formed(study, table, seed=seed)
    study, table = table_of(new, seed=seed + 1_000)
    fresh, after = formed(study, table, seed=seed)
    members = pd.DataFrame({CUSTOMER: after.index, SEGMENT: after.to_numpy(), "second": after.to_numpy()})
    found = decide(
        fresh, members, table.frame, earlier=earlier, old=before, anew=["As asked."], colours=PALETTE
    )
    assert found.lineage is not None
    told: dict[str, set[tuple[int, ...]]] = {}
    for descent in found.lineage.descents:
        side, names = (before, descent.before) if descent.before else (after, descent.after)
        told.setdefault(descent.event, set()).add(tuple(sorted(_planted(side, planted, n) for n in names)))
    return told


def _planted(segments: pd.Series, group: pd.Series, name: str) -> int:
    """The planted group that most customers of a segment are of."""
    return int(group.reindex(segments.index[segments == name]).mode().iloc[0])


def _kept(who: People, keep: np.ndarray) -> People:
    return replace(who, **{f.name: getattr(who, f.name)[keep] for f in fields(who)})
