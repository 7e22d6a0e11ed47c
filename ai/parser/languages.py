"""Which language a question is in, and the parser's own sentences in the languages it answers in."""

from __future__ import annotations

from typing import Final

from ai.parser.hindi import is_devanagari
from ai.parser.normalise import tokenise
from analytics.tongues import HINGLISH
from analytics.tongues.latin_letters import in_latin

_SAID: Final[dict[str, dict[str, str]]] = {
    "en": {
        "too_long": "that is too long for a question; ask one thing in a sentence",
        "nothing": "there is no question; ask, for example, “net sales last week”",
        "unknown": "I do not know {words}: no figure, date or name of this shop",
        "no_figure": "no figure is named",
        "is_this": "Is this what you mean?",
        "whom": "Whom or what do you mean?",
        "figure": "Which figure do you mean?",
        "time": "Which time do you mean?",
        "which": "Which of these do you mean?",
    },
    "hi": {
        "too_long": "सवाल बहुत लंबा है; एक वाक्य में एक ही बात पूछें",
        "nothing": "कोई सवाल नहीं है; जैसे पूछें “पिछले हफ्ते की बिक्री”",
        "unknown": "{words} समझ में नहीं आया: न कोई आँकड़ा, न तारीख, न इस दुकान का कोई नाम",
        "no_figure": "कौन सा आँकड़ा चाहिए, यह नहीं कहा गया",
        "is_this": "क्या आपका मतलब यही है?",
        "whom": "आपका मतलब किससे है?",
        "figure": "आपका मतलब किस आँकड़े से है?",
        "time": "आपका मतलब किस समय से है?",
        "which": "आपका मतलब इनमें से किससे है?",
    },
}


SMALL_ENGLISH: Final = frozenset(
    """
    a an the of in on at for from to by with and or than as is are was were be been do does did has have had will would can could should
    what which who whom whose when where why how much many most more less least i we our us my me you your they their it its this that these
    those there not no any all each every per show tell give list compare beside between since until before after during over under
    """.split()
)
_SMALL_HINDI: Final = frozenset(
    """
    ka ki ke ko se mein mai me par pe tak hai hain he ho hua hui hue tha thi the kya kaun kon kab kitna kitni kitne kitnaa kisne kisko kiska
    kiski kiske kis kahan kyun kyon kaise aur ya bhi nahi nahin sabse wala wali wale is iss us jo jis jin unka unki unke sab koi kuch raha
    rahi rahe gaya gayi gaye aaj kal aaya aayi aaye diya diye liya liye kiya batao bata dikhao chahiye mera meri mere hamara hamari hamare
    humne maine kar karo karke dikhao dikhaiye de do mujhe hamein pichle pichhle agle zyada jyada saal mahine mahina hafte hafta wapas
    bikri munafa kharcha kharch udhaar udhar udhari baki baaki bakaya vasuli vasooli grahak gahak maal saman nakad khata hisaab hisab wapsi
    kharid kharidi kharidari bika biki bike becha kamai dukaan dukan paisa paise
    """.split()
)


def words_for(language: str, phrase: str, **facts: str) -> str:
    """One of the parser's sentences in ``language``."""
    said = _SAID["hi" if language.startswith("hi") else "en"][phrase]
    if language == HINGLISH:
        said = in_latin(said)
        said = said[:1].upper() + said[1:] if said.endswith("?") else said
    return said.format(**facts)


def language_of(question: str) -> str:
    """en, hi for Devanagari, hi-Latn for Hindi in Latin letters.

    The small words tell: "saree sales of the week" is English though a saree is not, "pushpa ka balance" is Hindi.
    """
    if is_devanagari(question):
        return "hi"
    words = [token.text for token in tokenise(question[:600])]
    hindi = sum(word in _SMALL_HINDI for word in words)
    english = sum(word in SMALL_ENGLISH for word in words)
    return HINGLISH if hindi > english else "en"
