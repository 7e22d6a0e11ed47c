"""What is said beside sales of how they are counted: with tax or without, before discounts or after them."""

from __future__ import annotations

from typing import Final

_TAXES: Final = ("gst", "tax", "taxes", "vat", "जीएसटी", "टैक्स", "कर")
_WITH: Final = (
    "including {}", "inclusive of {}", "incl {}", "inc {}", "include {}", "includes {}", "with {} included", "{} included", "{} inclusive", "{} incl", "after adding {}", "plus {}", "{} ke saath", "{} ke sath", "{} mila ke", "{} mila kar", "{} milakar", "{} milake", "{} jod kar", "{} jod ke", "{} jodkar", "{} sahit", "{} samet",
    "{} के साथ", "{} मिलाकर", "{} मिला कर", "{} मिला के", "{} जोड़कर", "{} जोड़ कर", "{} जोड़ के", "{} सहित", "{} समेत", "{} लगाकर",
)  # fmt: skip
_WITHOUT: Final = (
    "without {}", "minus {}", "leaving out {}", "without adding {}", "without counting {}", "excluding {}", "exclusive of {}", "excl {}", "ex {}", "net of {}", "before {}", "{} excluded", "{} exclusive", "not including {}", "less {}", "{} hata ke", "{} hata kar", "{} hatakar", "{} chhod kar", "{} chhod ke", "{} chhodkar", "{} nikal kar", "{} nikal ke", "{} kaat ke", "{} kaat kar", "{} ghata kar", "{} ke alawa", "{} ke bina", "{} ke bagair",
    "{} हटाकर", "{} हटा कर", "{} हटा के", "{} छोड़कर", "{} छोड़ कर", "{} निकालकर", "{} निकाल कर", "{} काटकर", "{} काट कर", "{} काट के", "{} घटाकर", "{} के अलावा", "{} के बिना", "{} के बगैर", "{} को छोड़कर",
)  # fmt: skip
_OFF: Final = ("discount", "discounts", "छूट", "chhoot", "chhut", "डिस्काउंट")
_BACK: Final = ("returns", "sales returns", "refunds", "refund", "रिफंड", "वापसी", "wapsi")

_OFF_AND_BACK: Final = tuple(
    f"{first} {and_} {second}"
    for off, back, joins in (
        (("discount", "discounts"), ("returns", "refunds", "return"), ("and", "or", "aur")),
        (("छूट", "डिस्काउंट", "chhoot"), ("वापसी", "रिटर्न", "रिफंड", "wapsi", "return"), ("और", "व", "या", "aur")),
    )
    for and_ in joins
    for one, other in ((off, back), (back, off))
    for first in one
    for second in other
)

MODIFIERS: Final[dict[str, tuple[str, ...]]] = {
    "with_tax": tuple(form.format(tax) for tax in _TAXES for form in _WITH),
    "without_tax": tuple(form.format(tax) for tax in _TAXES for form in _WITHOUT),
    "before_discount": tuple(form.format(off) for off in (*_OFF, *_OFF_AND_BACK) for form in ("before {}", "before deducting {}", "{} घटाने से पहले", "{} काटने से पहले", "{} निकालने से पहले", "{} हटाने से पहले", "{} ghatane se pehle", "{} kaatne se pehle", "{} nikalne se pehle", "{} घटाए बिना", "{} घटाये बिना", "{} काटे बिना", "{} ghataye bina", "{} kaate bina", "before any {}", "before giving {}", "without deducting {}", "{} se pehle", "{} से पहले", "{} के पहले", "{} देने से पहले", "{} dene se pehle", "excluding {}", "without {}")),
    "after_discount": tuple(
        form.format(off)
        for off in (*_OFF, *_BACK)
        for form in ("after {}", "net of {}", "less {}", "after deducting {}", "minus {}", "{} ke baad", "{} के बाद", "{} kaat ke", "{} kaat kar", "{} काटकर", "{} काट कर", "{} काट के", "{} ghata kar", "{} घटाकर", "{} hata ke", "{} hata kar", "{} हटाकर")
    )
    + tuple(form.format(back) for back in _BACK for form in ("excluding {}", "without {}", "without counting {}")),
}  # fmt: skip
