"""What people touch in JupyterLab: the explorer of a run and the desk for interview notes."""

from workbench.widgets.showing import Shown, desk, explorer

__all__ = ["Shown", "desk", "explorer"]
