"""Hindi in Latin letters, as it is typed: what is told to someone who asks "is mahine kitni bikri hui".

Words are written over one by one: by the customary spelling where there is one, an English word as in English, else by the
sound of its signs. Of the vowel that every consonant carries and nobody writes, the last of a word is silent, and so is one
between a vowel and a consonant with a vowel of its own: पिछले is pichhle, दुकानदार dukandar.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

_CONSONANTS: Final = {
    "क": "k", "ख": "kh", "ग": "g", "घ": "gh", "ङ": "n", "च": "ch", "छ": "chh", "ज": "j", "झ": "jh", "ञ": "n", "ट": "t", "ठ": "th", "ड": "d", "ढ": "dh", "ण": "n",
    "त": "t", "थ": "th", "द": "d", "ध": "dh", "न": "n", "प": "p", "फ": "ph", "ब": "b", "भ": "bh", "म": "m", "य": "y", "र": "r", "ल": "l", "ळ": "l", "व": "v",
    "श": "sh", "ष": "sh", "स": "s", "ह": "h",
}  # fmt: skip
_DOTTED: Final = {"ज": "z", "फ": "f"}  # with a nukta; the other dots are not typed
_VOWELS: Final = {
    "अ": "a", "आ": "a", "इ": "i", "ई": "i", "उ": "u", "ऊ": "u", "ऋ": "ri", "ए": "e", "ऐ": "ai", "ओ": "o", "औ": "au", "ऑ": "o", "ऍ": "e",
    "ा": "a", "ि": "i", "ी": "i", "ु": "u", "ू": "u", "ृ": "ri", "े": "e", "ै": "ai", "ो": "o", "ौ": "au", "ॉ": "o", "ॅ": "e",
}  # fmt: skip
_LONG: Final = {
    "ा": "aa",
    "आ": "aa",
    "ी": "ee",
    "ई": "ee",
    "ू": "oo",
    "ऊ": "oo",
}  # in a word of one syllable that a consonant ends: naam, theek
_SIGNS: Final = frozenset("ािीुूृेैोौॉॅ")  # of vowels, below or beside a consonant
_NASAL: Final = frozenset("ंँ")
_VIRAMA: Final = "\u094d"
_NUKTA: Final = "\u093c"

# Spellings that people use although the sounds are others, capitals, and English words.
_CUSTOMARY: Final = {
    written: typed
    for entry in """
    में mein; नहीं nahi; यह yeh; वह woh; हूँ hoon; आए aaye; आई aayi; आया aaya; आने aane; आना aana; आते aate; आपका aapka; आपको aapko; आगे aage; आख़िरी aakhiri;
    आखिरी aakhiri; बाक़ी baaki; गई gayi; जाँचा jaancha; पाँच paanch; माँग maang; नीचे neeche; पूछें poochhen; पूछे poochhe; पूछा poochha; पूछी poochhi; दूसरे doosre;
    दूसरी doosri; उन्हें unhe; इन्हें inhe; द्वारा dwara; वाले wale; वाला wala; वाली wali; वापस wapas; वापसी wapsi; वही wahi; वहाँ wahan; मूल्य moolya;
    शून्य shoonya; पूरा poora; पूरी poori; पूरे poore; नमूना namoona; आँकड़े aankde; आँकड़ा aankda; आँकड़ों aankdon; बातें baaten; सितंबर September; अक्टूबर October;
    नवंबर November; दिसंबर December; जनवरी January; फ़रवरी February; मार्च March; अप्रैल April; मई May; जून June; जुलाई July; अगस्त August; जन Jan; फ़र Feb; जुल Jul;
    अग Aug; सित Sep; अक्टू Oct; नव Nov; दिस Dec; सोमवार Somvar; मंगलवार Mangalvar; बुधवार Budhvar; गुरुवार Guruvar; शुक्रवार Shukravar; शनिवार Shanivar;
    रविवार Ravivar; सोम Som; मंगल Mangal; बुध Budh; गुरु Guru; शुक्र Shukra; शनि Shani; रवि Ravi; यूपीआई UPI; जीएसटी GST; सीजीएसटी CGST; एसजीएसटी SGST;
    आईजीएसटी IGST; एचएसएन HSN; एबीसी ABC; ए A; एम M; आर R; एफ़ F; गेटवे gateway; नोट note; नोटों notes; रूट route; मार्कअप markup; नंबर number; फ़ोन phone; कोड code;
    मिनट minute; थीटा Theta; रसीद raseed; पेज page; सप्लायरों suppliers; बिलों bills; रिपोर्टें reports; बाँटें baanten; बाँटे baante; बाँटने baantne; अंतरण antaran;
    सामान saaman; आयकर aaykar; ज्ञात gyat; अनुमान anumaan; नुक़सान nuksaan; हफ्ते hafte; जवाब jawab; सवाल sawal; अवधि avadhi; छूटे chhoote; छूटी chhooti;
    छूटते chhootte; सीमा seema; सूची soochi; चूके chooke; बीते beete; बारे baare; इनमें inmein; इसमें ismein; उनमें unmein; किसमें kismein; पूर्ति poorti;
    आपूर्ति aapurti; वसूली vasooli; समूह samooh; हफ्ता hafta; हफ्तों hafton;
    ऑर्डर order; काउंटर counter; कार्ड card; कोटेशन quotation; क्रेडिट credit; चार्ट chart; चेक cheque; डिलीवरी delivery; पार्टी party;
    प्रतिशत percent; बजट budget; बिल bill; बुकिंग booking; बैंक bank; मार्जिन margin; मॉडल model; रिपोर्ट report; सप्लायर supplier
    """.replace("\n", " ").split(";")
    for written, typed in [entry.split()]
}
_HINDI: Final = re.compile("[\u0900-\u0963\u0971-\u097f\u200d]+")


def in_latin(text: str, *, keep: Iterable[str] = ()) -> str:
    """``text`` with its Hindi, words and full stops, in Latin letters; everything else, and the names to ``keep``, as they are."""
    kept = "|".join(re.escape(name) for name in sorted(keep, key=len, reverse=True) if _HINDI.search(name))
    parts = re.split(f"({kept})", text) if kept else [text]
    return "".join(part if place % 2 else _written_over(part) for place, part in enumerate(parts))


def _written_over(text: str) -> str:
    return _HINDI.sub(lambda word: latin_word(word.group()), text).replace("।", ".").replace("॰", ".")


@lru_cache(maxsize=8192)
def latin_word(word: str) -> str:
    """How a word in Devanagari is typed in Latin letters."""
    word = unicodedata.normalize("NFD", word)
    return _TYPED.get(word) or _by_sound(word)


_TYPED: Final = {unicodedata.normalize("NFD", written): typed for written, typed in _CUSTOMARY.items()}


class _Syllable(NamedTuple):
    """A vowel and the consonants before it. ``vowel``: its sign, "" for the one that is not written."""

    consonants: tuple[str, ...]
    vowel: str
    nasal: bool = False


def _syllables(word: str) -> list[_Syllable]:
    found: list[_Syllable] = []
    before: list[str] = []
    signs = list(word)
    while signs:
        sign = signs.pop(0)
        if sign in _VOWELS:
            found.append(_Syllable(tuple(before), sign))
            before = []
        elif sign in _NASAL and found:
            found[-1] = found[-1]._replace(nasal=True)
        elif sign in _CONSONANTS:
            dotted = signs[:1] == [_NUKTA]
            if dotted:
                signs.pop(0)
            before.append(_DOTTED.get(sign, _CONSONANTS[sign]) if dotted else _CONSONANTS[sign])
            if signs[:1] == [_VIRAMA]:
                signs.pop(0)
            elif not (signs and signs[0] in _SIGNS):
                found.append(_Syllable(tuple(before), ""))
                before = []
    return [*found, _Syllable(tuple(before), "")] if before else found


def _silent(syllables: Sequence[_Syllable]) -> set[int]:
    """Where the unwritten vowel is not spoken either."""
    silent: set[int] = set()
    for place in reversed(range(1, len(syllables))):
        one = syllables[place]
        if one.vowel or one.nasal:
            continue
        if place == len(syllables) - 1:
            if not (len(one.consonants) > 1 and one.consonants[-1] in ("y", "r", "v")):  # moolya, Shukra
                silent.add(place)
        elif place + 1 not in silent and len(one.consonants) == len(syllables[place + 1].consonants) == 1:
            silent.add(place)
    return silent


def _by_sound(word: str) -> str:
    syllables = _syllables(word)
    silent = _silent(syllables)
    closed = len(syllables) == 2 and 1 in silent and not syllables[0].nasal
    letters = ""
    for place, (consonants, vowel, nasal) in enumerate(syllables):
        letters += "".join(consonants)
        if place in silent:
            continue
        spoken = (_LONG.get(vowel) if closed else None) or _VOWELS.get(vowel, "a")
        if not consonants and spoken[0] == "e" and letters[-1:] in ("a", "i"):
            letters += "y"  # kiraye, liye
        letters += spoken
        if nasal:
            following = syllables[place + 1].consonants[:1] if place + 1 < len(syllables) else ()
            letters += "m" if following and following[0][0] in "pbm" else "n"
    return letters
