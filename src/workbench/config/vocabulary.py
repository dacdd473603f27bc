"""The words a study may use for roles, factors, types, methods."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["basis", "descriptor", "id", "weight", "open text", "ignore"]
Factor = Literal["demographic", "geographic", "psychographic", "behavioural", "need"]
VariableType = Literal[
    "numeric", "ordinal", "likert", "binary", "nominal", "multi-select", "date", "open text"
]
Method = Literal["kmeans", "gmm", "latent_class", "ward", "hdbscan", "consensus"]
Effort = Literal["quick", "standard", "thorough"]
Join = Literal["both", "survey", "purchases"]
Balance = Literal["blocks", "none"]

ROLES: tuple[str, ...] = get_args(Role)
FACTORS: tuple[str, ...] = get_args(Factor)
TYPES: tuple[str, ...] = get_args(VariableType)
