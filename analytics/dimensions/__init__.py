"""The dimensions figures are split by, and the entities whose names can be asked for."""

from __future__ import annotations

from typing import Final

from analytics.dimensions.dimension import Dimension, Entity
from analytics.dimensions.entities import ENTITIES
from analytics.dimensions.papers import PAPERS
from analytics.dimensions.time import TIME
from analytics.dimensions.trade import TRADE

DIMENSIONS: Final = (*TIME, *TRADE, *PAPERS)

__all__ = ["DIMENSIONS", "ENTITIES", "Dimension", "Entity"]
