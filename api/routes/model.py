"""/api/ai/model: what the language model may know and spend, and what it spent today."""

import msgspec
from litestar import Controller, Response, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody
from sqlalchemy.orm import Session

from api.desk import Desk
from api.guards import may
from api.purse import host_budget
from billing.business import this_business
from billing.questions.model_use import (
    Budget,
    KeptModelSettings,
    ModelSettings,
    ModelUse,
    budget_of,
    change_model_settings,
    read_model_settings,
    read_model_use,
)


class ModelState(msgspec.Struct, frozen=True, kw_only=True):
    """What the business said, what that comes to in a day, and what is used of today. ``version`` counts what it said."""

    configured: bool  # an endpoint and its key are set by the host
    name: str
    said: KeptModelSettings
    budget: Budget
    used: ModelUse
    version: int


class ModelController(Controller):
    """The language model that helps where Munim's own reader does not understand a question."""

    path = "/api/ai/model"
    tags = ["Questions"]

    @get("/", guards=[may("reports.read")], operation_id="readModelSettings")
    async def read(self, desk: NamedDependency[Desk]) -> Response[ModelState]:
        """What it may know and spend, and what it spent today. Money is in millionths of the provider's unit."""
        return await desk.read(lambda session: _state(session, desk))

    @put("/", guards=[may("business.write")], operation_id="changeModelSettings")
    async def change(self, desk: NamedDependency[Desk], data: JSONBody[ModelSettings]) -> Response[ModelState]:
        """Whether it is asked, whether it may see names, and how much it may use in a day; never more than the host allows."""
        version = desk.expected_version

        def operation(session: Session) -> ModelState:
            change_model_settings(session, data, by=desk.actor, at=desk.at, expected_version=version)
            return _state(session, desk)

        return await desk.write(operation)


def _state(session: Session, desk: Desk) -> ModelState:
    model, said = desk.parts.model, read_model_settings(session)
    return ModelState(
        configured=model is not None,
        name="" if model is None else model.text_model,
        said=said,
        budget=budget_of(said, host=host_budget(desk.parts.settings)),
        used=read_model_use(session, this_business(session).today(desk.at)),
        version=said.version,
    )
