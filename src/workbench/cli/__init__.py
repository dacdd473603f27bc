"""The command line: every command checks, calls one room, and says one line."""

from workbench.cli.app import main

__all__ = ["main"]
