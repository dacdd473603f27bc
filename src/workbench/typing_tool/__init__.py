"""The typing tool: a few questions, or a customer's purchases, that give back the segment."""

from workbench.typing_tool.accuracy import Accuracy
from workbench.typing_tool.fitting import fit
from workbench.typing_tool.form import form_html
from workbench.typing_tool.projection import Projection, project
from workbench.typing_tool.questions import Question
from workbench.typing_tool.saving import save
from workbench.typing_tool.tool import TypingTool

__all__ = ["Accuracy", "Projection", "Question", "TypingTool", "fit", "form_html", "project", "save"]
