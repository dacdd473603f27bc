"""From files to a study: propose a study.yaml, check one."""

from workbench.intake.checking import check
from workbench.intake.proposal import Proposal, propose

__all__ = ["Proposal", "check", "propose"]
