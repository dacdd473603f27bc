"""MixedSpace is a scikit-learn transformer: scikit-learn's own checks say so."""

from sklearn.utils.estimator_checks import parametrize_with_checks

from workbench.space import MixedSpace


@parametrize_with_checks([MixedSpace(), MixedSpace(balance="none")])
def test_estimator(estimator, check):
    check(estimator)
