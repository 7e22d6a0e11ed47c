"""/api/metrics-catalogue: what can be asked, told to programs."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from analytics.glossary import catalogue_document
from api.desk import Desk
from api.guards import may


@get("/api/metrics-catalogue", guards=[may("reports.read")], operation_id="metricsCatalogue", tags=["Reports"])
async def metrics_catalogue(desk: NamedDependency[Desk]) -> Response[dict[str, Any]]:
    """Every metric you may ask for, with its definition, unit, synonyms and the dimensions it can be told by; and those dimensions."""
    return desk.plain(catalogue_document(desk.actor.permissions))
