"""Units of quantity as the tax portals know them: the unit quantity codes (UQC) of GSTR-1, e-invoice and e-way bill."""

from __future__ import annotations

from typing import Final

SERVICES: Final = "99"  # how a service's accounting code begins
NOT_APPLICABLE: Final = "NA"  # the code of a service's quantity in GSTR-1

# The master list of the GST portal: code and name.
CODES: Final[dict[str, str]] = {
    "BAG": "bags", "BAL": "bale", "BDL": "bundles", "BKL": "buckles", "BOU": "billion of units", "BOX": "box",
    "BTL": "bottles", "BUN": "bunches", "CAN": "cans", "CBM": "cubic metres", "CCM": "cubic centimetres",
    "CMS": "centimetres", "CTN": "cartons", "DOZ": "dozens", "DRM": "drums", "GGK": "great gross", "GMS": "grammes",
    "GRS": "gross", "GYD": "gross yards", "KGS": "kilograms", "KLR": "kilolitre", "KME": "kilometre", "LTR": "litres",
    "MLT": "millilitre", "MTR": "metres", "MTS": "metric ton", "NOS": "numbers", "OTH": "others", "PAC": "packs",
    "PCS": "pieces", "PRS": "pairs", "QTL": "quintal", "ROL": "rolls", "SET": "sets", "SQF": "square feet",
    "SQM": "square metres", "SQY": "square yards", "TBS": "tablets", "TGM": "ten gross", "THD": "thousands",
    "TON": "tonnes", "TUB": "tubes", "UGS": "US gallons", "UNT": "units", "YDS": "yards",
}  # fmt: skip
# How shops write them, besides the code itself and its name; in small letters, without full stops.
_WRITTEN: Final[dict[str, str]] = {
    "pc": "PCS", "piece": "PCS", "no": "NOS", "number": "NOS", "each": "NOS", "ea": "NOS", "unit": "UNT",
    "kg": "KGS", "kgs": "KGS", "kilo": "KGS", "kilogram": "KGS", "g": "GMS", "gm": "GMS", "gram": "GMS", "grams": "GMS",
    "l": "LTR", "lt": "LTR", "lit": "LTR", "litre": "LTR", "liter": "LTR", "liters": "LTR", "ml": "MLT", "kl": "KLR",
    "m": "MTR", "mtr": "MTR", "metre": "MTR", "meter": "MTR", "meters": "MTR", "cm": "CMS", "km": "KME",
    "t": "TON", "tonne": "TON", "mt": "MTS", "q": "QTL", "quintals": "QTL",
    "dz": "DOZ", "dozen": "DOZ", "boxes": "BOX", "pkt": "PAC", "pk": "PAC", "pack": "PAC", "packet": "PAC",
    "bag": "BAG", "bottle": "BTL", "bunch": "BUN", "bundle": "BDL", "can": "CAN", "carton": "CTN", "drum": "DRM",
    "pair": "PRS", "roll": "ROL", "set": "SET", "tube": "TUB", "tablet": "TBS", "strip": "OTH",
    "sqft": "SQF", "sft": "SQF", "sqm": "SQM", "sqmt": "SQM", "sqyd": "SQY", "cft": "OTH", "cum": "CBM", "yd": "YDS",
}  # fmt: skip
_KNOWN: Final = {
    **_WRITTEN,
    **{name: code for code, name in CODES.items()},
    **{code.lower(): code for code in CODES},
}


def is_service(hsn: str | None) -> bool:
    """Whether an HSN or SAC is a service's."""
    return (hsn or "").startswith(SERVICES)


def quantity_code(unit: str | None) -> str | None:
    """The portal's code of a unit as a bill prints it: ``pcs`` is PCS, ``kg`` is KGS; None when no code is known for it."""
    return _KNOWN.get((unit or "").strip().rstrip(".").lower())
