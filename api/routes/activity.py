"""/api/activity: what happened in the business, and the messages it sent."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from api.cursors import Slice
from api.desk import Desk
from api.guards import may
from billing.events import Event, list_events
from notifications.messages import Message, list_messages


class ActivityController(Controller):
    """The audit trail and the message log."""

    path = "/api/activity"
    tags = ["Activity"]

    @get("/", guards=[may("activity.read")], operation_id="listActivity")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[Event]]:
        """Every operation, newest first: who did what to what. Filters: kind, subject_kind, subject_id."""
        return await desk.page(lambda session, listing: list_events(session, listing, by=desk.actor))

    @get("/messages", guards=[may("activity.read")], operation_id="listMessages")
    async def messages(self, desk: NamedDependency[Desk]) -> Response[Slice[Message]]:
        """Every message and what became of it, newest first. Filters: state, channel, template, customer_id."""
        return await desk.page(lambda session, listing: list_messages(session, listing, by=desk.actor))
