"""Lifetime value on CDNOW by the way of a run: the raw file, `workbench init`, features, models, weeks held back.

    python benchmarks/cdnow.py FOLDER/CDNOW_sample.txt

Published (Fader, Hardie & Lee 2005; Fader & Hardie 2013): r .243, α 4.414, a .793, b 2.426, log-likelihood −9582.4;
p 6.25, q 3.74, γ 15.44.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from workbench.config import load_study
from workbench.intake import propose
from workbench.preparation import bought_features, read
from workbench.value import fit_gamma_gamma, held_back
from workbench.words import value as words


def main(file: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(file, Path(folder) / "cdnow.txt")
        os.chdir(folder)
        Path("study.yaml").write_text(propose(["cdnow.txt"]).text, encoding="utf-8")
        bought = bought_features(read(load_study(Path("study.yaml"))))
    assert bought is not None
    repeat = bought.repeat
    found = held_back(repeat)
    model = found.model
    money = fit_gamma_gamma(repeat["x_calibration"].to_numpy(), repeat["mean_value_calibration"].to_numpy())
    print(f"{model.n:,} customers, calibration until {bought.facts['calibration']}")
    print(
        f"BG/NBD: r {model.r:.3f}, α {model.alpha:.3f}, a {model.a:.3f}, b {model.b:.3f}, "
        f"log-likelihood {model.log_likelihood:.1f}"
    )
    print(f"Gamma-Gamma: p {money.p:.2f}, q {money.q:.2f}, γ {money.gamma:.2f}")
    print(words.holdout(found))
    print(found.table.round(2).to_string(index=False))


if __name__ == "__main__":
    main(sys.argv[1])
