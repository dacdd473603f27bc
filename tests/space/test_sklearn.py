"""MixedSpace is a scikit-learn transformer: scikit-learn's own checks say so."""

import os
import subprocess
import sys

from sklearn.utils.estimator_checks import parametrize_with_checks

from workbench.space import MixedSpace

SWITCH = "SCIPY_ARRAY_API"


def needs_switch(check):
    """Checks of array-API input are skipped unless scipy was imported with its switch on."""
    return "array_api" in getattr(check, "func", check).__name__


@parametrize_with_checks([MixedSpace(), MixedSpace(balance="none")])
def test_estimator(estimator, check, request):
    if needs_switch(check) and SWITCH not in os.environ:
        here = request.node.nodeid
        environment = {**os.environ, SWITCH: "1"}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-rs", here]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert "1 passed" in done.stdout, done.stdout
    else:
        check(estimator)
