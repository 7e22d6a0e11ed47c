"""/api/accounts: where money lies, what it is spent on, the ledger of each, and money moved between them."""

from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.cursors import Slice
from api.desk import Desk
from api.guards import may
from billing.accounts import (
    Account,
    ChangeAccount,
    OpenAccount,
    change_account,
    list_accounts,
    open_account,
    read_account,
)
from billing.financial_statements import LedgerLine, account_ledger
from billing.transfers import (
    CancelTransfer,
    Transfer,
    TransferMoney,
    cancel_transfer,
    list_transfers,
    read_transfer,
    transfer_money,
)


class AccountController(Controller):
    """Accounts, their ledgers, and transfers between them."""

    path = "/api/accounts"
    tags = ["Accounts"]

    @get("/", guards=[may("accounts.read")], operation_id="listAccounts")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[Account]]:
        """Accounts by code. Filters: purpose, kind, active; sort: code, name."""
        return await desk.page(lambda session, listing: list_accounts(session, listing, by=desk.actor))

    @post("/", guards=[may("accounts.write")], status_code=201, operation_id="openAccount")
    async def open(self, desk: NamedDependency[Desk], data: JSONBody[OpenAccount]) -> Response[Account]:
        """A further till, bank or UPI account with what is in it, or a further category of expense."""
        return await desk.write(
            lambda session: open_account(session, data, by=desk.actor, at=desk.at), status=201, moves_money=True
        )

    @get("/{account_code:str}", guards=[may("accounts.read")], operation_id="readAccount")
    async def read(self, desk: NamedDependency[Desk], account_code: FromPath[str]) -> Response[Account]:
        """One account, and the money it holds."""
        return await desk.read(lambda session: read_account(session, account_code))

    @put("/{account_code:str}", guards=[may("accounts.write")], operation_id="changeAccount")
    async def change(
        self, desk: NamedDependency[Desk], account_code: FromPath[str], data: JSONBody[ChangeAccount]
    ) -> Response[Account]:
        """Rename an account, close it or open it again."""
        version = desk.expected_version
        return await desk.write(
            lambda session: change_account(
                session, account_code, data, by=desk.actor, at=desk.at, expected_version=version
            )
        )

    @get("/{account_code:str}/ledger", guards=[may("accounts.read")], operation_id="readLedger")
    async def ledger(self, desk: NamedDependency[Desk], account_code: FromPath[str]) -> Response[Slice[LedgerLine]]:
        """Every entry of the account with the balance after it, oldest first. Filters: from, to."""
        return await desk.page(lambda session, listing: account_ledger(session, account_code, listing, by=desk.actor))

    @get("/transfers", guards=[may("accounts.read")], operation_id="listTransfers")
    async def transfers(self, desk: NamedDependency[Desk]) -> Response[Slice[Transfer]]:
        """Transfers, newest first. Filters: account, kind, cancelled, from, to."""
        return await desk.page(lambda session, listing: list_transfers(session, listing, by=desk.actor))

    @post("/transfers", guards=[may("accounts.write")], status_code=201, operation_id="transferMoney")
    async def transfer(self, desk: NamedDependency[Desk], data: JSONBody[TransferMoney]) -> Response[Transfer]:
        """Move money between accounts, put capital in, take drawings out, or say what was there when the books began."""
        return await desk.write(
            lambda session: transfer_money(session, data, by=desk.actor, at=desk.at),
            status=201,
            collection=f"{self.path}/transfers",
            moves_money=True,
        )

    @get("/transfers/{transfer_id:uuid}", guards=[may("accounts.read")], operation_id="readTransfer")
    async def read_transfer(self, desk: NamedDependency[Desk], transfer_id: FromPath[UUID]) -> Response[Transfer]:
        """One transfer."""
        return await desk.read(lambda session: read_transfer(session, transfer_id))

    @post(
        "/transfers/{transfer_id:uuid}/cancel",
        guards=[may("accounts.write")],
        status_code=200,
        operation_id="cancelTransfer",
    )
    async def cancel_transfer(
        self, desk: NamedDependency[Desk], transfer_id: FromPath[UUID], data: JSONBody[CancelTransfer]
    ) -> Response[Transfer]:
        """Take a transfer back, once."""
        version = desk.given_version
        return await desk.write(
            lambda session: cancel_transfer(
                session, transfer_id, data, by=desk.actor, at=desk.at, expected_version=version
            ),
            moves_money=True,
        )
