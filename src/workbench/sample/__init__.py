"""An invented study with planted segments: to learn on, to test with."""

from workbench.sample.writing import SEED, Truth, invent_study, write_sample

__all__ = ["SEED", "Truth", "invent_study", "write_sample"]
