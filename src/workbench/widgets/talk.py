"""A widget that answers questions from its page, one after the other."""

from __future__ import annotations

import logging
from threading import RLock
from typing import Any, ClassVar

import anywidget
from IPython.display import display as _display

from workbench.errors import WorkbenchError

show: Any = _display  # IPython's function is not typed
FAULT = "A fault of the program: the log of JupyterLab has the details. What you see is kept."


class TalkingWidget(anywidget.AnyWidget):
    """Answers each message ``{id, action, detail}`` by the method that `actions` names.

    The answer is ``{re: id, answer}``, or ``{re: id, refused}`` with the reason in words. Front ends deliver
    messages on threads of their own; a lock lets one question in at a time.
    """

    actions: ClassVar[frozenset[str]] = frozenset()
    title: ClassVar[str] = "This widget"

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._one_at_a_time = RLock()
        self.on_msg(self._hear)

    def answer(self, action: str, detail: dict[str, Any]) -> Any:
        """Do one action and return what the page is told."""
        if action not in self.actions:
            raise WorkbenchError(f"there is no action {action!r}")
        with self._one_at_a_time:
            return getattr(self, f"_do_{action}")(**detail)

    def _ipython_display_(self) -> None:
        """Show a hint, which the living widget hides, and the widget below it."""
        show({"text/html": hint(self.title), "text/plain": ""}, raw=True)
        bundle = self._repr_mimebundle_()
        show(bundle[0] if isinstance(bundle, tuple) else bundle, raw=True)

    def _hear(self, _widget: Any, message: dict[str, Any], _buffers: Any) -> None:
        number = message.get("id")
        try:
            answer = self.answer(str(message.get("action")), dict(message.get("detail") or {}))
        except WorkbenchError as error:
            self.send({"re": number, "refused": str(error)})
        except Exception:
            logging.getLogger(__name__).exception("a widget could not answer %r", message.get("action"))
            self.send({"re": number, "refused": FAULT})
            raise
        else:
            self.send({"re": number, "answer": answer})


def hint(what: str) -> str:
    """The words that stand in the output while the widget itself cannot be seen; all of it is ours."""
    return (
        f'<p class="wb-hint">{what} needs the kernel of this notebook. If it does not appear below, or does '
        "not answer: choose Run, then Run All Cells.</p>"
    )
