"""The invoice reference number, against the portal's own (RULES E1)."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from billing.returns.irn import compute_irn

# From signed QR payloads of the portal (RULES E1); they were made before numbers were compared ignoring case.
PORTAL = [
    ("01AMBPG7773M002", date(2022, 9, 16), "INV", "SINV-CFY-00067", "706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7"),
    ("01AMBPG7773M002", date(2022, 9, 16), "INV", "g2qxhY", "68fb4fab44aee99fb23292478c4bd838e664837c9f1b04e3d9134ffed0b40b60"),
    ("01AMBPG7773M002", date(2022, 9, 17), "CRN", "g2qxhY", "1c96258af085e45da556494ea5e5a7b401a598ab80af4136309c2dac7b54d795"),
    ("01AMBPG7773M002", date(2022, 9, 17), "DBN", "g2qxhY", "24f37c80532583c6894d8153e2b12494daa80ddbb197f0fc2c1bac07db67f933"),
    ("02AMBPG7773M002", date(2023, 6, 5), "INV", "9sQ5E2", "2ecc42a8e81dcbbb56923e4bd046c861ce7374060bd31875ce35447e922c9399"),
    ("02AMBPG7773M002", date(2024, 3, 31), "INV", "9sQ5E2", "2ecc42a8e81dcbbb56923e4bd046c861ce7374060bd31875ce35447e922c9399"),
]  # fmt: skip


@pytest.mark.parametrize(("gstin", "day", "kind", "number", "expected"), PORTAL)
def test_e1_the_reference_number_is_the_portals(gstin: str, day: date, kind: Any, number: str, expected: str) -> None:
    assert compute_irn(gstin, day, kind, number) == expected


def test_e1_from_june_2025_case_makes_no_other_number() -> None:
    last, first = date(2025, 5, 31), date(2025, 6, 1)

    assert compute_irn("27AAPFU0939F1ZV", first, "INV", "inv/1a") == compute_irn(
        "27AAPFU0939F1ZV", first, "INV", "INV/1A"
    )
    assert compute_irn("27AAPFU0939F1ZV", last, "INV", "inv/1a") != compute_irn(
        "27AAPFU0939F1ZV", last, "INV", "INV/1A"
    )
    assert (
        compute_irn("27AAPFU0939F1ZV", first, "INV", "inv/1a") == sha256(b"27AAPFU0939F1ZV2025-26INVINV/1A").hexdigest()
    )
