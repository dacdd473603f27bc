"""Persona cards as HTML: one A4 side a persona, one sheet of all."""

from workbench.cards.faces import STYLES, face
from workbench.cards.rendering import Cards, cards, page, stylesheet

__all__ = ["STYLES", "Cards", "cards", "face", "page", "stylesheet"]
