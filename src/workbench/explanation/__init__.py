"""The segments in a few questions that a person can read: a shallow tree, and how far it agrees with them."""

from workbench.explanation.tree import Branch, Explanation, Leaf, Node, explain

__all__ = ["Branch", "Explanation", "Leaf", "Node", "explain"]
