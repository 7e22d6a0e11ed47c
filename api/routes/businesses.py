"""/api/business: the businesses of a person, the one they work in, and who works there."""

from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, RawBody
from sqlalchemy.orm import Session

from api.desk import Desk
from api.guards import may, signed_in
from billing.business import Business, BusinessSettings, change_business, read_business
from billing.files import File, NewFile, change_logo
from billing.memberships import (
    ChangeMember,
    InvitationLetter,
    InviteMember,
    Member,
    Workplace,
    change_member,
    invite_member,
    list_members,
    read_member,
    register_owned_business,
    workplaces_of,
)
from billing.permissions import PERMISSIONS, ROLES
from munim.errors import NotFound
from munim.pictures import clean_picture


class Invited(msgspec.Struct, frozen=True):
    """An invitation on its way by e-mail."""

    email: str
    role: str


class Role(msgspec.Struct, frozen=True):
    """A role and what it may do."""

    name: str
    permissions: list[str]


class RolesAndPermissions(msgspec.Struct, frozen=True):
    """Every role, and every permission in words."""

    roles: list[Role]
    permissions: dict[str, str]


class BusinessController(Controller):
    """Businesses and their members."""

    path = "/api/business"
    tags = ["Business"]

    @get("/", guards=[signed_in], operation_id="listBusinesses")
    async def list_mine(self, desk: NamedDependency[Desk]) -> Response[list[Workplace]]:
        """The businesses one works in."""
        return desk.shaped(await desk.entry(lambda session: workplaces_of(session, desk.caller.user_id)))

    @post("/", guards=[signed_in], status_code=201, operation_id="createBusiness")
    async def create(self, desk: NamedDependency[Desk], data: JSONBody[BusinessSettings]) -> Response[Business]:
        """Another business, which one owns; work in it with /api/auth/business."""
        made = await desk.entry(lambda session: register_owned_business(session, data, desk.caller.user_id, at=desk.at))
        return desk.shaped(made, status=201, currency=made.currency)

    @get("/{business_id:int}", guards=[may("business.read")], operation_id="readBusiness")
    async def read(self, desk: NamedDependency[Desk], business_id: FromPath[int]) -> Response[Business]:
        """The business one works in: its settings."""
        return await desk.read(lambda session: read_business(_this(session, desk, business_id)))

    @put("/{business_id:int}", guards=[may("business.write")], operation_id="changeBusiness")
    async def change(
        self, desk: NamedDependency[Desk], business_id: FromPath[int], data: JSONBody[BusinessSettings]
    ) -> Response[Business]:
        """Replace the settings."""
        version = desk.expected_version
        return await desk.write(
            lambda session: change_business(
                _this(session, desk, business_id), data, by=desk.actor, at=desk.at, expected_version=version
            )
        )

    @post("/{business_id:int}/logo", guards=[may("business.write")], status_code=201, operation_id="changeLogo")
    async def change_logo(
        self, desk: NamedDependency[Desk], business_id: FromPath[int], body: RawBody
    ) -> Response[File]:
        """A new logo for bills and statements: the body is the PNG, JPEG or WebP itself."""
        await desk.inside(lambda session: _this(session, desk, business_id))
        picture = await desk.slowly(lambda: clean_picture(body))
        kept = await desk.slowly(lambda: desk.parts.files.put(business_id, picture.content))
        command = NewFile(purpose="logo", name="logo", **msgspec.structs.asdict(kept))
        return await desk.write(lambda session: change_logo(session, command, by=desk.actor, at=desk.at), status=201)

    @get("/{business_id:int}/members", guards=[may("business.read")], operation_id="listMembers")
    async def members(self, desk: NamedDependency[Desk], business_id: FromPath[int]) -> Response[list[Member]]:
        """Everybody who works or has worked here."""
        return await desk.read(lambda session: list_members(_this(session, desk, business_id), by=desk.actor))

    @post("/{business_id:int}/members", guards=[may("members.write")], status_code=202, operation_id="inviteMember")
    async def invite(
        self, desk: NamedDependency[Desk], business_id: FromPath[int], data: JSONBody[InviteMember]
    ) -> Response[Invited]:
        """Invite somebody by e-mail, with a role and permissions besides it."""
        written: list[InvitationLetter] = []

        def operation(session: Session) -> Invited:
            letter = invite_member(_this(session, desk, business_id), data, by=desk.actor, at=desk.at)
            written.append(letter)
            return Invited(letter.email, letter.role)

        answer = await desk.write(operation, status=202)
        for letter in written:  # none when the answer was a replay
            desk.parts.letters.invitation(letter)
        return answer

    @get("/{business_id:int}/members/{user_id:uuid}", guards=[may("business.read")], operation_id="readMember")
    async def member(
        self, desk: NamedDependency[Desk], business_id: FromPath[int], user_id: FromPath[UUID]
    ) -> Response[Member]:
        """One member, with the version that changing them asks for."""
        return await desk.read(lambda session: read_member(_this(session, desk, business_id), user_id))

    @put("/{business_id:int}/members/{user_id:uuid}", guards=[may("members.write")], operation_id="changeMember")
    async def change_member(
        self,
        desk: NamedDependency[Desk],
        business_id: FromPath[int],
        user_id: FromPath[UUID],
        data: JSONBody[ChangeMember],
    ) -> Response[Member]:
        """A member's role, permissions, and whether they still work here; felt within five seconds."""
        version = desk.expected_version
        answer = await desk.write(
            lambda session: change_member(
                _this(session, desk, business_id), user_id, data, by=desk.actor, at=desk.at, expected_version=version
            )
        )
        desk.parts.callers.forget(user_id)
        return answer

    @get("/roles", guards=[signed_in], operation_id="listRoles")
    async def roles(self, desk: NamedDependency[Desk]) -> Response[RolesAndPermissions]:
        """The roles there are and what each may do."""
        known = [Role(name, sorted(permissions)) for name, permissions in ROLES.items()]
        return desk.shaped(RolesAndPermissions(known, PERMISSIONS))


def _this(session: Session, desk: Desk, business_id: int) -> Session:
    """The session, if it is in that business: another one, the caller's own too, is not found here."""
    if business_id != desk.business_id:
        raise NotFound("there is no such business")
    return session
