"""Hindi as shops speak it, by families: what one word of a family may be followed by, all may; how the rows are written, ``hindi`` tells."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, Final

_MASS: Final = "माल सामान".split()
_KINDS: Final = "तरह प्रकार किस्म वैरायटी".split()
GOODS: Final = "पुर्जा पुर्जे पुर्जों पार्ट्स कपड़ा कपड़े कपड़ों किताबें किताबों बर्तन बर्तनों खिलौना खिलौने खिलौनों औजार औजारों गहना गहने गहनों जेवर राशन मटेरियल".split()
"""Goods of one trade or another, by the noun for all of them. In a name of the shop they are that name."""
_PLURAL: Final = ("े", "ें", "ों", "ां", "ियां")
_BACK: Final = "आ आया आए आई आईं आयी आये हुआ हुई हुए किया किए की कर_दिया कर_दिए कर_दी कर_गए कर_गया आ_गया आ_गए आ_गई दिया दिए दे_गया दे_गए आता आते आती करते करता".split()
_LEFT_FOR_GOOD: Final = [
    f"{left} {gone}"
    for left in ("छोड़ कर", "छोड़ के", "छोड़कर", "छोड़")
    for gone in ("गया", "गए", "गई", "चला गया", "चले गए", "चली गई", "जा चुके")
]
_KNOW: Final = [
    f"{what} {can}"
    for what in ("क्या क्या", "क्या", "कौन सी बातें")
    for can in (
        "जानते",
        "जानती",
        "जानता",
        "बता सकते",
        "बता सकती",
        "बता सकता",
        "कर सकते",
        "कर सकती",
        "कर सकता",
        "पूछ सकते",
        "पूछ सकता",
        "पूछ सकती",
    )
]
_FRESH: Final = [
    *(f"{what} {how}" for what in ("डेटा", "हिसाब", "जानकारी", "आंकड़े") for how in ("कितना नया", "कितने नए", "कितना ताजा", "कितना पुराना", "कब तक का चढ़ा", "कब तक चढ़ा", "कब तक के", "कब तक की", "किस तारीख तक", "किस तारीख तक का", "कब का", "किस समय तक का", "किस दिन तक का")),
    *(f"{when} {how}" for when in ("कब तक", "किस तारीख तक", "कब तक का डेटा", "किस तारीख तक का डेटा", "डेटा कब तक", "डेटा किस तारीख तक") for how in ("अपडेट", "अपडेटेड", "चढ़ा", "updated")),
]  # fmt: skip
_GST: Final = "जीएसटी टैक्स".split()


def _joined(*texts: Any) -> str:
    return "; ".join(text.replace("_", " ") for text in texts)


def spoken_hindi() -> Iterator[tuple[str, Any, str]]:
    """The rows (category, value, phrases divided by semicolons)."""
    # सबसे ज्यादा माल लेने वाले, सबसे कम सामान: of goods at large a ranking is by how much of them
    most = {True: ("सबसे ज्यादा", "सबसे अधिक"), False: ("सबसे कम",)}
    for up, words in most.items():
        yield "rank", up, _joined(*(f"{word} {mass}" for word, mass in product(words, _MASS)))
    # कितनी तरह के पुर्जे: how many different goods
    kinds = [f"{many} {kind} {of}" for many, kind, of in product(("कितनी", "कितने"), _KINDS, ("के", "की", "का"))]
    yield "kinds_of", None, _joined(*kinds)
    yield "how_many", None, "कितने अलग अलग; कितने अलग; कितनी अलग अलग"
    yield (
        "breakdown",
        None,
        "अलग; अलग से; अलग करके; अलग अलग करके; अलग कर के; जुदा जुदा; का अलग; अलग अलग कितना; अलग अलग कितनी; अलग अलग कितने",
    )
    for noun in GOODS:
        yield "dimensions_of" if noun.endswith(_PLURAL) else "dimension", "product", noun
    yield (
        "dimension",
        "hour",
        _joined(
            *(
                f"दिन {of} {when}"
                for of, when in product(
                    ("के", "में"), ("किस समय", "किस टाइम", "किस वक्त", "कितने बजे", "कौन से समय", "किस घंटे")
                )
            )
        ),
    )
    for unit, names in {
        "month": ("महीने", "माह"),
        "week": ("हफ्ते", "सप्ताह"),
        "quarter": ("तिमाही",),
        "year": ("साल", "वर्ष"),
    }.items():
        yield (
            "until_end",
            unit,
            _joined(
                *(
                    f"{this}{name} के {end} तक"
                    for this in ("", "इस ", "is ")
                    for name in names
                    for end in ("अंत", "आखिर", "आखिरी", "अंतिम दिन", "एंड", "खत्म होने")
                )
            ),
        )
    # who and which, in every case
    yield "who", None, "किनका किनका; किनके; किन किन का; किन किन ने; किन किन से"
    yield "those_who", None, "जिन्होंने; जिन्होने; जिसने; जिन जिन ने; जिन लोगों ने; जिन जिन लोगों ने"
    yield "whom", None, "किसको; किसे; किस किस को; किस किसको; किन्हें; किनको; किन किन को; किन लोगों को; किसे किसे"
    yield (
        "their",
        None,
        "उनका; उनकी; उनके; उन पर; उनपर; उन पे; उनपे; उनको; उन्हें; उनसे; उन से; उससे; उस से; उसको; उन्होंने; उन लोगों ने; उन लोगों का; उन सबका; उसका; उसकी; उसने",
    )
    yield "three", None, "तीनों; तीनो"
    # goods that go: of nothing else it says that they were sold
    yield "metric", "returns", _joined(*(f"वापस {came}" for came in _BACK))
    yield "verb", "owe", "चढ़ा; चढ़ा है; चढ़ी है; चढ़े हैं; चढ़ी; चढ़े; चढ़ा हुआ; चढ़ी हुई"
    yield (
        "own_act",
        "own_owe",
        "कितना देना; कितने देने; कितना कितना देना; को कितना कितना देना; का देना; का कितना देना बाकी; देना कितना; देने कितने; देने बनते; देना बनता; देनी है; देनी हैं; को कितनी पेमेंट देनी; को कितनी पेमेंट देनी है",
    )
    yield "metric", "gross_sales", "सकल बिक्री; सकल विक्रय"
    yield "metric", "net_sales", "शुद्ध बिक्री; नेट बिक्री; नेट सेल"
    yield "metric", "gross_profit", "सकल लाभ; सकल मुनाफा; ग्रॉस मुनाफा; ग्रॉस प्रॉफिट"
    yield "metric", "collections", "प्राप्तियां; प्राप्ति; प्राप्त भुगतान; प्राप्त रकम; प्राप्त राशि"
    yield (
        "metric",
        "taxable_sales",
        "कर योग्य टर्नओवर; कर योग्य बिक्री; कर योग्य मूल्य; टैक्स लगने वाली बिक्री; टैक्स लगने वाला टर्नओवर; टैक्स योग्य बिक्री; टैक्सेबल सेल; टैक्सेबल बिक्री; टैक्सेबल टर्नओवर",
    )
    yield "metric", "tax", _joined(*(f"आउटपुट {tax}" for tax in _GST))
    yield "metric_pair", ("tax", "input_tax"), _joined(*(f"{first}{joined}{second} {tax}" for joined in (" और ", " ") for first, second in (("आउटपुट", "इनपुट"), ("इनपुट", "आउटपुट")) for tax in _GST))  # fmt: skip
    yield "metric", "expense_count", _joined(*(f"{of} {voucher}" for of in ("खर्च के", "खर्चे के", "खर्चा", "खर्च", "खर्चों के") for voucher in ("वाउचर", "वाउचर्स", "पर्चियां")))  # fmt: skip
    yield (
        "metric",
        "stock_losses",
        "माल का नुकसान; माल का घाटा; माल में नुकसान; माल में घाटा; माल का कितना नुकसान",
    )
    yield (
        "value_word",
        ("reason", "damaged"),
        "टूट फूट; टूटा फूटा; टूटी फूटी; टूटे; टूटी; टूट गया; टूट गए; टूट गई; खराब माल; खराब हुए; खराब हुई; खराब हो गया; खराब हो गए",
    )
    yield (
        "metric",
        "returning_customers",
        "पुराने ग्राहक दोबारा; पुराने ग्राहक फिर; पुराने ग्राहक फिर से; पुराने ग्राहक लौटे; पुराने ग्राहक लौटकर",
    )
    yield "lapse", "customer", _joined(*_LEFT_FOR_GOOD)
    yield (
        "report",
        ("bought-together", ()),
        _joined(
            *(
                f"{they}और {what} {take}"
                for they in ("", "वो ", "वे ")
                for what in ("क्या", "क्या क्या")
                for take in ("लेते", "खरीदते", "ले जाते", "लेता", "लेती")
            )
        ),
    )
    yield (
        "stuck",
        None,
        _joined(*(f"{stem}{end}" for stem in ("फंस", "अटक") for end in ("ा", "ी", "े", "ा हुआ", "े हुए", "ा पड़ा", " गया"))),
    )
    yield "report", ("control", ()), "बिल बदले; बिल बदले गए; बिलों में बदलाव; बिल एडिट हुए; बिल बदल दिए; बिल में फेरबदल"
    yield "report", ("catalogue", ()), _joined(*_KNOW)
    yield "report", ("freshness", ()), _joined(*_FRESH)
    yield "report", ("sales-forecast", ()), "उम्मीद; होने की उम्मीद; की उम्मीद; अनुमानित बिक्री; होने का अनुमान"
    for up, stems in {True: ("बढ़",), False: ("घट", "गिर")}.items():
        moved = [
            f"{stem}{end}"
            for stem in stems
            for end in (
                "ा",
                "ी",
                "े",
                " रहा",
                " रही",
                " रहे",
                " गया",
                " गई",
                " गए",
                "ने वाला",
                "ने वाली",
                "ने वाले",
                "ता",
                "ती",
                "ते",
            )
        ]
        yield (
            "risers",
            up,
            _joined(
                *(
                    f"{fast} {move}"
                    for fast, move in product(("सबसे तेजी से", "सबसे तेज", "सबसे ज्यादा", "सबसे ज्यादा तेजी से"), moved)
                )
            ),
        )
    yield "risers", True, "सबसे ज्यादा उछले; सबसे ज्यादा उछला; सबसे ज्यादा उछली; सबसे ज्यादा चढ़े"
    yield "risers", False, "सबसे ज्यादा लुढ़के; सबसे ज्यादा लुढ़का; सबसे ज्यादा लुढ़की"
    yield (
        "change",
        None,
        "कम है या ज्यादा; कम थी या ज्यादा; कम था या ज्यादा; कम रही या ज्यादा; कम रहा या ज्यादा; कम या ज्यादा; कम हुई या ज्यादा; कम आए या ज्यादा; बढ़िया या खराब; उछला; उछली; उछले; लुढ़का; लुढ़की; लुढ़के",
    )
    yield (
        "filler",
        None,
        "जारी; जारी हुए; जारी किए; लाए; लाया; लाई; वालों; वालों ने; वालों को; वालों का; वालों की; वालों के; वालों से; सारा; लगभग; तकरीबन; करीब; बिल्कुल; फिलहाल; मिलाकर; मिला कर; मिलाके; मिला के; बैठता; बैठी; दिन भर में; दिन भर; कर डालो; देखते; देखकर; बताइयो; बताने; की कृपा करें; नाम वाले; नाम वाला; नाम वाली; जीएसटी रिटर्न के लिए; रिटर्न के लिए; रिटर्न भरने के लिए; जीएसटी रिटर्न भरने के लिए",
    )
    yield (
        "state",
        None,
        "हिसाब किताब; हिसाब बताओ; हिसाब दिखाओ; हिसाब बता; हिसाब दो; हिसाब चाहिए; हाल बताओ; हाल चाल बताओ; सारांश",
    )
