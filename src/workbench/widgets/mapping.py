"""The map of a run: laid out once, stored, and laid out again only when its people or its space changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

import pandas as pd

from workbench.artifacts import Run
from workbench.display import Prose
from workbench.embed import people_map
from workbench.model import Model
from workbench.schemas import CUSTOMER, SEGMENT
from workbench.words.exploring import map_quality

QUALITY = "map_quality"


def customer_map(run: Run) -> Prose:
    """Lay the customers of a run out on a map, unless the run has it, and say how far it can be read.

    Writes the table `map` and the document `map_quality`.

    Raises
    ------
    InputError
        When `1_data` or `2_segments` has not run yet.
    """
    customers, record = run.read("customers"), run.read_document("model")
    seed = run.study.segments.seed
    print_ = fingerprint(customers, record, seed=seed)
    facts = run.read_document_if(QUALITY)
    if facts is None or facts["fingerprint"] != print_ or run.read_if("map") is None:
        segment = run.read("segments").set_index(CUSTOMER)[SEGMENT].reindex(customers[CUSTOMER])
        points = Model.from_record(record).space.transform(customers)
        made = people_map(points, strata=segment.to_numpy(dtype=object), seed=seed)
        run.write("map", made.table(customers[CUSTOMER]))
        facts = {
            "fingerprint": print_,
            "drawn": len(made.rows),
            "of": made.of,
            "agreement": made.agreement,
            "umap": asdict(made.umap_quality),
            "pca": asdict(made.pca_quality),
        }
        run.write_document(QUALITY, facts)
    return map_quality(facts)


def fingerprint(customers: pd.DataFrame, model: dict[str, Any], *, seed: int) -> str:
    """Tells whether a stored map still belongs to these customers and this space."""
    digest = hashlib.sha256(json.dumps([model["space"], seed], sort_keys=True, default=str).encode())
    digest.update(pd.util.hash_pandas_object(customers, index=False).to_numpy().tobytes())
    return digest.hexdigest()
