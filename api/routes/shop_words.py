"""/api/ai/synonyms and /api/ai/choices: words of the shop's own, and what its people chose where a question was open."""

from uuid import UUID

import msgspec
from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.orm import Session

from ai.reading import Reader
from api.desk import Desk
from api.guards import may
from api.taught import names_known
from billing.business import this_business
from billing.questions.choices import Choice, choices_of, forget_choice, remember_choice
from billing.questions.words import NewSynonym, Synonym, add_synonym, remove_synonym, synonyms_of
from munim.errors import Invalid
from munim.text import Line, Prose


class NewChoice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was open, which of the readings was meant, and that in words."""

    point: Prose
    chosen: Prose
    reading: Line = ""


class ShopWordController(Controller):
    """What the shop calls things, and what it means by what is open."""

    path = "/api/ai"
    tags = ["Questions"]
    guards = [may("reports.read")]

    @get("/synonyms", operation_id="listSynonyms")
    async def synonyms(self, desk: NamedDependency[Desk]) -> Response[list[Synonym]]:
        """Every word of the shop's own and what it stands for."""
        return await desk.read(synonyms_of)

    @post("/synonyms", status_code=201, operation_id="addSynonym")
    async def add(self, desk: NamedDependency[Desk], data: JSONBody[NewSynonym]) -> Response[Synonym]:
        """From now on a word is read as another that is understood: a figure, a dimension, a name; accepted corrections are kept so."""

        names = await names_known(desk)

        def operation(session: Session) -> Synonym:
            business = this_business(session)
            unknown = Reader(names, business.calendar, business.today(desk.at), business.currency)(data.means).unused
            if unknown:
                words = ", ".join(f"“{word}”" for word in unknown)
                raise Invalid(f"{words} is not understood itself; say it in words of the books", field="means")
            return add_synonym(session, data, by=desk.actor, at=desk.at)

        return await desk.write(operation, status=201)

    @delete("/synonyms/{synonym_id:uuid}", status_code=204, operation_id="removeSynonym")
    async def remove(self, desk: NamedDependency[Desk], synonym_id: FromPath[UUID]) -> Response[None]:
        """Forget what a word of the shop stands for."""
        return await desk.write(
            lambda session: remove_synonym(session, synonym_id, by=desk.actor, at=desk.at), status=204
        )

    @get("/choices", operation_id="listChoices")
    async def choices(self, desk: NamedDependency[Desk]) -> Response[list[Choice]]:
        """What was chosen where questions were open, the latest first."""
        return await desk.read(choices_of)

    @post("/choices", status_code=201, operation_id="rememberChoice")
    async def remember(self, desk: NamedDependency[Desk], data: JSONBody[NewChoice]) -> Response[Choice]:
        """Settle a point that was open, as asking with one of the choices does: by the answer's open_point and the choice's key."""
        return await desk.write(
            lambda session: remember_choice(
                session, data.point, data.chosen, reading=data.reading, by=desk.actor, at=desk.at
            ),
            status=201,
        )

    @delete("/choices/{choice_id:uuid}", status_code=204, operation_id="forgetChoice")
    async def forget(self, desk: NamedDependency[Desk], choice_id: FromPath[UUID]) -> Response[None]:
        """Forget a choice; the question is asked back again."""
        return await desk.write(
            lambda session: forget_choice(session, choice_id, by=desk.actor, at=desk.at), status=204
        )
