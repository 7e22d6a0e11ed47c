"""Who may do what: permissions, the roles that carry them, and the actor an operation is done by."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec

from munim.errors import Forbidden

PERMISSIONS: Final[dict[str, str]] = {
    "business.read": "see the business's settings",
    "business.write": "change the business's settings",
    "members.write": "invite staff, change roles and permissions",
    "customers.read": "see customers",
    "customers.write": "add and change customers",
    "suppliers.read": "see suppliers",
    "suppliers.write": "add and change suppliers",
    "products.read": "see products",
    "products.write": "add and change products and categories",
    "stock.write": "adjust stock",
    "costs.read": "see costs and margins",
    "bills.read": "see bills",
    "bills.write": "draft, issue and send bills",
    "bills.cancel": "cancel bills",
    "bills.credit": "issue credit notes",
    "bills.backdate": "issue a bill or receipt dated before the last one",
    "credit.override": "bill above a customer's credit limit",
    "payments.read": "see payments",
    "payments.write": "take payments",
    "payments.refund": "refund payments",
    "payments.reverse": "reverse a payment or bounce a cheque",
    "payments.count": "count the cash at the end of the day",
    "bills.write_off": "write off the small remainder of a bill",
    "series.write": "open and close series of document numbers",
    "returns.read": "make tax returns and e-documents",
    "purchases.read": "see purchases and what suppliers are owed",
    "purchases.write": "order, receive and pay for goods",
    "rentals.read": "see bookings and hires",
    "rentals.write": "book, hand out and take back what is hired",
    "deliveries.read": "see routes and daily deliveries",
    "deliveries.write": "change routes, standing orders and daily deliveries",
    "expenses.read": "see expenses and goals",
    "expenses.write": "record expenses and set goals",
    "accounts.read": "see accounts, ledgers and the financial statements",
    "accounts.write": "open accounts and move money between them",
    "personal.read": "see sealed bank and identity numbers",
    "files.read": "see files",
    "files.write": "upload and remove files",
    "integrity.read": "see the integrity report",
    "exports.write": "export the whole business",
    "reports.read": "see reports and ask questions",
    "questions.verify": "mark answers to questions as right",
    "sql.run": "ask in SQL of one's own",
    "activity.read": "see the activity of the business",
    "content.write": "make texts and banners",
    "imports.write": "import data",
}

_READ: Final = frozenset(name for name in PERMISSIONS if name.endswith(".read"))
_COUNTER: Final = frozenset(
    {
        "business.read",
        "customers.read",
        "customers.write",
        "products.read",
        "bills.read",
        "bills.write",
        "payments.read",
        "payments.write",
        "payments.count",
        "rentals.read",
        "rentals.write",
        "deliveries.read",
        "deliveries.write",
        "files.read",
        "files.write",
    }
)

ROLES: Final[dict[str, frozenset[str]]] = {
    "owner": frozenset(PERMISSIONS),
    "manager": frozenset(PERMISSIONS) - {"business.write", "members.write", "exports.write", "questions.verify"},
    "cashier": _COUNTER,
    "accountant": _READ
    | {
        "bills.credit",
        "bills.backdate",
        "bills.write_off",
        "payments.write",
        "payments.refund",
        "payments.reverse",
        "payments.count",
        "series.write",
        "suppliers.write",
        "purchases.write",
        "expenses.write",
        "accounts.write",
        "files.write",
        "imports.write",
        "exports.write",
        "questions.verify",
        "sql.run",
    },
    "marketer": frozenset({"business.read", "customers.read", "products.read", "content.write"}),
    "viewer": frozenset({"business.read", "customers.read", "products.read", "bills.read", "payments.read"}),
}


class Actor(msgspec.Struct, frozen=True):
    """Who does an operation: a member with their permissions, or Munim itself (``user_id`` None)."""

    user_id: UUID | None
    permissions: frozenset[str]
    role: str = ""

    def require(self, permission: str) -> None:
        """Raises ``Forbidden`` naming the permission this actor lacks."""
        if permission not in self.permissions:
            raise Forbidden(
                f"this needs the permission to {PERMISSIONS[permission]} ({permission})", permission=permission
            )

    def may(self, permission: str) -> bool:
        return permission in self.permissions


MUNIM: Final = Actor(user_id=None, permissions=frozenset(PERMISSIONS), role="munim")


def actor_for(user_id: UUID, role: str, extra: frozenset[str] = frozenset()) -> Actor:
    """The actor a membership makes: its role's permissions and those granted one by one."""
    return Actor(user_id=user_id, permissions=ROLES[role] | extra, role=role)
