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
    "reports.read": "see reports and ask questions",
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
    }
)

ROLES: Final[dict[str, frozenset[str]]] = {
    "owner": frozenset(PERMISSIONS),
    "manager": frozenset(PERMISSIONS) - {"business.write", "members.write"},
    "cashier": _COUNTER,
    "accountant": _READ
    | {"bills.credit", "bills.backdate", "payments.write", "payments.refund", "suppliers.write", "imports.write"},
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
