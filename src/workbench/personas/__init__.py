"""Personas that rest on evidence: whom to interview, claims, levels, cards' content."""

from workbench.personas.bringing import bring_in
from workbench.personas.claims import MARKS, Claim, Said, Statistic
from workbench.personas.drafting import Persona, Personas, draft
from workbench.personas.edits import remove_claim, save_claim, save_persona, weigh_note
from workbench.personas.fields import FIELDS, GROUPS, SHOWN_APART, Field
from workbench.personas.ground import Ground, ground_of
from workbench.personas.guide import Question, interview_guide, interview_guides
from workbench.personas.interviewing import board, points_of, whom_to_interview
from workbench.personas.joint import JointRow, joint_display
from workbench.personas.levels import Graded, grade
from workbench.personas.saving import answers_table, invitations, persona_document, saturation_table
from workbench.personas.shares import Shares, persona_shares
from workbench.personas.statistics import Distribution

__all__ = [
    "FIELDS",
    "GROUPS",
    "MARKS",
    "SHOWN_APART",
    "Claim",
    "Distribution",
    "Field",
    "Graded",
    "Ground",
    "JointRow",
    "Persona",
    "Personas",
    "Question",
    "Said",
    "Shares",
    "Statistic",
    "answers_table",
    "board",
    "bring_in",
    "draft",
    "grade",
    "ground_of",
    "interview_guide",
    "interview_guides",
    "invitations",
    "joint_display",
    "persona_document",
    "persona_shares",
    "points_of",
    "remove_claim",
    "saturation_table",
    "save_claim",
    "save_persona",
    "weigh_note",
    "whom_to_interview",
]
