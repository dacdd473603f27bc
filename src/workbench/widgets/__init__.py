"""What people touch in JupyterLab: the explorer of a run and the desk for interview notes."""

from workbench.widgets.showing import Shown, customer_map, desk, explorer, keep_choices

__all__ = ["Shown", "customer_map", "desk", "explorer", "keep_choices"]
