"""Words of one script written in the other: which Latin spellings a word in Devanagari may stand for.

हाउस is house, एंड and, वियर wear, कॉलेज college, अन्नपूर्णा Annapurna. Each sign of Devanagari becomes the ways English and the
names of India write its sound, so the word becomes a pattern; only words with the same bones are held against it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# How the sounds of Devanagari are written in Latin letters, longest first where one begins another.
_CONSONANTS: Final = {
    "क": "ck|kk|cc|ch|kh|que|k|c|q", "ख": "kh|kk|k", "ग": "gg|gh|gu|g", "घ": "gh|g", "ङ": "ng|n", "च": "cch|tch|ch|c|t", "छ": "chh|ch|c",
    "ज": "dge|dg|gg|zz|j|g|z|s|x", "झ": "zh|jh|j|z", "ञ": "n", "ट": "ght|tt|th|t", "ठ": "th|t", "ड": "dd|d", "ढ": "dh|rh|d", "ण": "nn|n",
    "त": "tt|th|t", "थ": "th|t", "द": "dd|dh|th|d", "ध": "dh|th|d", "न": "nn|kn|gn|n", "प": "pp|p", "फ": "ff|pph|ph|f", "ब": "bb|b",
    "भ": "bh|b", "म": "mm|mb|m", "य": "y|i|e|", "र": "rr|wr|rh|r", "ल": "ll|lh|l", "ळ": "ll|l", "व": "vv|wh|v|w", "श": "ssh|sch|sh|ch|ti|ci|si|ss|s|c",
    "ष": "sh|ss|s", "स": "sch|sh|ss|sc|ps|s|c|z", "ह": "wh|h|",
}  # fmt: skip
_DOTTED: Final = {"ड": "dd|rr|rh|d|r", "ढ": "dh|rh|d|r"}  # with the nukta below
_CLUSTERS: Final = (
    ("क्ष", "ksh|kch|cks|ks|sh|x"), ("ज्ञ", "gny|dny|gy|jn|gn"), ("क्स", "cks|kes|xc|ks|cs|x"), ("क्व", "qu|kw|kv|qw"), ("शन", "tion|ssion|sion|shion|cian|shan|shun"),
    ("चर", "ture|tcher|cher|char"), ("च्छ", "cchh|cch|chh|tch|ch"), ("क्ख", "kkh|kh"), ("त्थ", "tth|th"), ("ट्ठ", "tth|th"), ("द्ध", "ddh|dh"),
)  # fmt: skip
_VOWELS: Final = {
    "अ": "a|u|e|o", "ा": "aah|aa|ah|au|ea|a|o|e(?=r)", "ि": "ui|ee|ea|ie|ei|ey|i|e|y", "ु": "oo|ou|ew|ue|ui|u|o", "े": "ay|ai|ae|ey|ea|ei|eh|e|a",
    "ै": "ai|ae|ei|ay|ey|e|a", "ो": "oa|ow|ou|oe|au|oo|oh|o", "ौ": "au|ou|ow|aw|o|a", "ॉ": "al(?=[lk])|au|aw|ou|oa|o|a", "ॅ": "ae|a|e", "ृ": "ri|ru|re|ra|ir|r",
}  # fmt: skip
_GLIDES: Final = (
    ("ाु", "ou|ow|aau|au"), ("ाि", "aai|ai|igh|eye|ay|ei|ie|uy|ye|i|y"), ("ाय", "aay|ay|ai|igh|ie|i|y"), ("ाव", "aav|aaw|av|aw|ow|ou"), ("ॉव", "ow|ov|aw"),
)  # fmt: skip
_SAME: Final = str.maketrans(
    {
        "आ": "ा",
        **dict.fromkeys("इईी", "ि"),
        **dict.fromkeys("उऊू", "ु"),
        "ए": "े",
        "ऐ": "ै",
        "ओ": "ो",
        "औ": "ौ",
        "ऑ": "ॉ",
        "ऍ": "ॅ",
        "ऋ": "ृ",
    }
)
_INHERENT: Final = "[aeiou]{0,2}"
_VIRAMA: Final = "\u094d"
_NUKTA: Final = "\u093c"
_LETTERS: Final = {
    "डब्ल्यू": "w", "क्यू": "q", "एक्स": "x", "एफ": "f", "एच": "h", "एल": "l", "एम": "m", "एन": "n", "एस": "s", "आर": "r", "आई": "i", "आइ": "i", "वाई": "y", "वाय": "y", "जेड": "z",
    "बी": "b", "सी": "c", "डी": "d", "जी": "g", "जे": "j", "के": "k", "पी": "p", "टी": "t", "यू": "u", "वी": "v", "ए": "a", "ई": "e", "ओ": "o",
}  # fmt: skip
_SPELLED: Final = re.compile("|".join(_LETTERS))
_ALL_SPELLED: Final = re.compile(rf"(?:{'|'.join(_LETTERS)})+(\d*)")


def spelled_out(word: str) -> str:
    """Letters said one by one: एन95 is n95, ओआरएस ors; empty for a word that is none."""
    match = _ALL_SPELLED.fullmatch(word)
    return _SPELLED.sub(lambda letter: _LETTERS[letter[0]], word) if match else ""


def may_be(devanagari: str, latin: str) -> bool:
    """Whether ``latin`` is a way to write the word ``devanagari``."""
    return _pattern(devanagari).fullmatch(latin) is not None


@lru_cache(maxsize=20_000)
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(_spellings(word.replace("\u0901", "\u0902").translate(_SAME)))


def _spellings(word: str) -> str:
    out: list[str] = []
    place = 0
    while place < len(word):
        rest = word[place:]
        for written, heard in (*_CLUSTERS, *_GLIDES):
            if rest.startswith(written):
                out.append(f"(?:{heard})")
                place += len(written)
                if written[-1] in _CONSONANTS:
                    out.append(_after(word, place))
                    place += word[place : place + 1] == _VIRAMA
                break
        else:
            sign = word[place]
            place += 1
            if sign in _CONSONANTS:
                sounds = _CONSONANTS[sign]
                if word[place : place + 1] == _NUKTA:
                    sounds = _DOTTED.get(sign, sounds)
                    place += 1
                if word[place : place + 2] == _VIRAMA + sign:
                    place += 2
                out += [f"(?:{sounds})", _after(word, place)]
                place += word[place : place + 1] == _VIRAMA
            elif sign in _VOWELS:
                out.append(f"(?:{_VOWELS[sign]})" + ("h?" if place == len(word) else ""))
            elif sign == "\u0902":
                out.append("(?:ng|nn|mm|n|m)" + ("?" if place == len(word) else ""))
            elif sign.isdecimal() or sign.isalpha():
                out.append(re.escape(sign))
    return "".join(out)


def _after(word: str, place: int) -> str:
    """What Latin letters put behind a consonant that no vowel sign follows at ``place``."""
    follows = word[place : place + 1]
    if follows == _VIRAMA:
        return "e?"
    return "" if follows in _VOWELS and follows != "अ" else _INHERENT


_BONES: Final = {
    **dict.fromkeys("kcqgjszxकखगघचछजझशषस", "k"), **dict.fromkeys("tdटठडढतथदध", "t"), **dict.fromkeys("nmनणङञमं", "n"), **dict.fromkeys("pप", "p"), **dict.fromkeys("fफ", "f"),
    **dict.fromkeys("bबभ", "b"), **dict.fromkeys("lलळ", "l"), **dict.fromkeys("rरृ", "r"),
}  # fmt: skip
_SILENT: Final = re.compile("gh|^[kgp](?=[ns])|t(?=ch)|d(?=g)|b$|l(?=[kfm])|(?<=s)c")
_SOFTENED: Final = re.compile("t(?=io|ure)")
_REPEATED: Final = re.compile(r"(.)\1+")


def bones(word: str) -> set[str]:
    """The keys of the hard consonants of a word, in either script; words that may be one another share one of them."""
    if not word.isascii():
        word = word.replace("\u0901", "\u0902").replace("ऋ", "ृ")
        return {_hard(word), _hard(re.sub(f"[डढ]{_NUKTA}", "र", word))} - {""}
    word = word.replace("ph", "f")
    return {_hard(word), _hard(_SILENT.sub("", word)), _hard(_SOFTENED.sub("k", word))} - {""}


def _hard(word: str) -> str:
    return _REPEATED.sub(r"\1", "".join(_BONES.get(sign, "") for sign in word))
