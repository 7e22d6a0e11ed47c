"""Bank and identity numbers: kept sealed, shown by their last four, and whole to who may see them."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.orm import Session

from api.desk import Desk
from api.guards import may
from billing.sealed_numbers import (
    BankNumbers,
    IdentityNumbers,
    KeptNumber,
    SubjectKind,
    keep_numbers,
    open_numbers,
    read_numbers,
)


class SealedNumberController(Controller):
    """Bank and identity numbers. ``whole=true`` needs the permission ``personal.read``, and the activity says who asked."""

    path = "/api"
    tags = ["Bank and identity numbers"]

    @get("/business/{business_id:int}/bank-numbers", guards=[may("business.read")], operation_id="readBankNumbers")
    async def of_business(
        self, desk: NamedDependency[Desk], business_id: FromPath[int], whole: FromQuery[bool] = False
    ) -> Response[list[KeptNumber]]:
        """The business's own bank account."""
        return await _read(desk, "business", business_id, whole)

    @post(
        "/business/{business_id:int}/bank-numbers",
        guards=[may("business.write")],
        status_code=200,
        operation_id="keepBankNumbers",
    )
    async def keep_of_business(
        self, desk: NamedDependency[Desk], business_id: FromPath[int], data: JSONBody[BankNumbers]
    ) -> Response[list[KeptNumber]]:
        """Keep or remove numbers of the business's bank account."""
        return await _keep(desk, "business", business_id, data)

    @get("/accounts/{account_code:str}/bank-numbers", guards=[may("accounts.read")], operation_id="readAccountNumbers")
    async def of_account(
        self, desk: NamedDependency[Desk], account_code: FromPath[str], whole: FromQuery[bool] = False
    ) -> Response[list[KeptNumber]]:
        """The bank account that an account of the ledger stands for."""
        return await _read(desk, "account", account_code, whole)

    @post(
        "/accounts/{account_code:str}/bank-numbers",
        guards=[may("accounts.write")],
        status_code=200,
        operation_id="keepAccountNumbers",
    )
    async def keep_of_account(
        self, desk: NamedDependency[Desk], account_code: FromPath[str], data: JSONBody[BankNumbers]
    ) -> Response[list[KeptNumber]]:
        """Keep or remove numbers of an account's bank account."""
        return await _keep(desk, "account", account_code, data)

    @get(
        "/suppliers/{supplier_id:uuid}/bank-numbers",
        guards=[may("suppliers.read")],
        operation_id="readSupplierNumbers",
    )
    async def of_supplier(
        self, desk: NamedDependency[Desk], supplier_id: FromPath[UUID], whole: FromQuery[bool] = False
    ) -> Response[list[KeptNumber]]:
        """A supplier's bank account."""
        return await _read(desk, "supplier", supplier_id, whole)

    @post(
        "/suppliers/{supplier_id:uuid}/bank-numbers",
        guards=[may("suppliers.write")],
        status_code=200,
        operation_id="keepSupplierNumbers",
    )
    async def keep_of_supplier(
        self, desk: NamedDependency[Desk], supplier_id: FromPath[UUID], data: JSONBody[BankNumbers]
    ) -> Response[list[KeptNumber]]:
        """Keep or remove numbers of a supplier's bank account."""
        return await _keep(desk, "supplier", supplier_id, data)

    @get(
        "/customers/{customer_id:uuid}/identity-numbers",
        guards=[may("customers.read")],
        operation_id="readIdentityNumbers",
    )
    async def of_customer(
        self, desk: NamedDependency[Desk], customer_id: FromPath[UUID], whole: FromQuery[bool] = False
    ) -> Response[list[KeptNumber]]:
        """Numbers of a customer's identity papers."""
        return await _read(desk, "customer", customer_id, whole)

    @post(
        "/customers/{customer_id:uuid}/identity-numbers",
        guards=[may("customers.write")],
        status_code=200,
        operation_id="keepIdentityNumbers",
    )
    async def keep_of_customer(
        self, desk: NamedDependency[Desk], customer_id: FromPath[UUID], data: JSONBody[IdentityNumbers]
    ) -> Response[list[KeptNumber]]:
        """Keep or remove numbers of a customer's identity papers."""
        return await _keep(desk, "customer", customer_id, data)


async def _read(desk: Desk, kind: SubjectKind, subject_id: UUID | str | int, whole: bool) -> Response[list[KeptNumber]]:
    def operation(session: Session) -> list[KeptNumber]:
        if whole:
            return open_numbers(session, kind, subject_id, keys=desk.parts.sealing, by=desk.actor, at=desk.at)
        return read_numbers(session, kind, subject_id, by=desk.actor)

    answer = await desk.read(operation)
    if whole:
        answer.headers["cache-control"] = "no-store"
    return answer


async def _keep(
    desk: Desk, kind: SubjectKind, subject_id: UUID | str | int, data: BankNumbers | IdentityNumbers
) -> Response[list[KeptNumber]]:
    return await desk.write(
        lambda session: keep_numbers(
            session, kind, subject_id, data, keys=desk.parts.sealing, by=desk.actor, at=desk.at
        )
    )
