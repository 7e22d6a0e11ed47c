"""Words of one script written in the other: which Latin spellings a word in Devanagari may stand for.

हाउस is house, एंड and, वियर wear, कॉलेज college, अन्नपूर्णा Annapurna. Each sign of Devanagari is a sound that English and the
names of India write in some ways; a word in Latin letters is followed along them. Only words with the same bones are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final, NamedTuple


class _Way(NamedTuple):
    """Letters that write a sound, some of them only before one of the letters ``before``."""

    letters: str
    before: tuple[str, ...] = ()


Ways = Mapping[str, tuple[_Way, ...]]  # by their first letter; under "" that a sound is not written at all


@cache
def _ways(heard: str) -> Ways:
    """The ways of a line of the tables: ``al>lk`` is "al" before an l or a k, nothing between two bars is silence."""
    ways: defaultdict[str, tuple[_Way, ...]] = defaultdict(tuple)
    for one in heard.split("|"):
        letters, _, before = one.partition(">")
        ways[letters[:1]] += (_Way(letters, tuple(before)),)
    return dict(ways)


# How the sounds of Devanagari are written in Latin letters.
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
    ("चर", "ture|tcher|cher|char"), ("श्यो", "su|ssu|shio|scio"), ("श्यु", "su|ssu|shu"), ("च्छ", "cchh|cch|chh|tch|ch"), ("क्ख", "kkh|kh"), ("त्थ", "tth|th"), ("ट्ठ", "tth|th"), ("द्ध", "ddh|dh"),
)  # fmt: skip
_VOWELS: Final = {
    "अ": "a|u|e|o", "ा": "aah|aa|ah|au|ea|al>mf|a|o|e>r", "ि": "yi|yee|ui|ee|ea|ie|ei|ey|i|e|y", "ु": "oe|oo|ou|ew|ue|ui|u|o", "े": "ay|ai|ae|ey|ee|ea|ei|eh|e|a",
    "ै": "ai|ae|ei|ay|ey|e|a", "ो": "oa|ow|ou|oe|au|oo|oh|o", "ौ": "au|ou|ow|aw|o|a", "ॉ": "al>lk|au|aw|ou|oa|o|a", "ॅ": "ae|a|e", "ृ": "ri|ru|re|ra|ir|r",
}  # fmt: skip
_GLIDES: Final = (
    ("ाु", "ou|ow|aau|au"), ("ाि", "aai|ai|igh|eye|ay|ei|ie|uy|ye|i|y"), ("ाय", "aay|ay|ai|igh|ie|i|y"), ("ाव", "aao|ao|aav|aaw|av|aw|ow|ou"), ("ॉव", "ow|ov|aw"),
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
_HIATUS: Final = re.compile("([क-ह]\u093c?)(?=[इईउऊएऐओऔऑ])")  # between दुब and ई of दुबई an a is said
_INHERENT: Final = _ways("a|e|i|o|u|")
_TOGETHER: Final = tuple((written, _ways(heard)) for written, heard in (*_CLUSTERS, *_GLIDES))
_HEARD: Final = {sign: _ways(heard) for sign, heard in (_CONSONANTS | _VOWELS).items()}
_HEARD_DOTTED: Final = {sign: _ways(heard) for sign, heard in _DOTTED.items()}
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
    if len(devanagari) > _MOST_SIGNS * len(latin):
        return False
    # the places of ``latin`` that the signs so far may come to: however long the word, they are no more than its letters
    reached = {0}
    for ways in _sounds(devanagari):
        further = set(reached) if "" in ways else set()
        for place in reached:
            for letters, before in ways.get(latin[place : place + 1], ()):
                end = place + len(letters)
                if latin.startswith(letters, place) and (not before or latin.startswith(before, end)):
                    further.add(end)
        if not further:
            return False
        reached = further
    return len(latin) in reached


@lru_cache(maxsize=20_000)
def _sounds(word: str) -> tuple[Ways, ...]:
    """What each sign of the word, and what is said between two, may be written as."""
    word = _HIATUS.sub("\\1अ", word.replace("\u0901", "\u0902")).translate(_SAME)
    out: list[Ways] = []
    place = 0
    while place < len(word):
        for written, heard in _TOGETHER:
            if word.startswith(written, place):
                out.append(heard)
                place += len(written)
                if written[-1] in _CONSONANTS:
                    out += _after(word, place)
                    place += word[place : place + 1] == _VIRAMA
                break
        else:
            sign = word[place]
            place += 1
            if sign in _CONSONANTS:
                heard = _HEARD[sign]
                if word[place : place + 1] == _NUKTA:
                    heard = _HEARD_DOTTED.get(sign, heard)
                    place += 1
                if word[place : place + 2] == _VIRAMA + sign:
                    place += 2
                out += [heard, *_after(word, place)]
                place += word[place : place + 1] == _VIRAMA
            elif sign in _VOWELS:
                out.append(_HEARD[sign])
                if place == len(word):
                    out.append(_ways("h|"))
            elif sign == "\u0902":
                out.append(_ways("ng|nn|mm|n|m|" if place == len(word) else "ng|nn|mm|n|m"))
            elif sign.isdecimal() or sign.isalpha():
                out.append(_ways(sign))
    return tuple(out)


def _after(word: str, place: int) -> tuple[Ways, ...]:
    """What Latin letters put behind a consonant that no vowel sign follows at ``place``: two vowels at most."""
    follows = word[place : place + 1]
    if follows == _VIRAMA:
        return (_ways("e|o|"),)
    return () if follows in _VOWELS and follows != "अ" else (_INHERENT, _INHERENT)


_MOST_SIGNS: Final = 3  # to a letter of the other script
_BONES: Final = {
    **dict.fromkeys("kcqgjszxकखगघचछजझशषस", "k"), **dict.fromkeys("tdटठडढतथदध", "t"), **dict.fromkeys("nmनणङञमं", "n"), **dict.fromkeys("pप", "p"), **dict.fromkeys("fफ", "f"),
    **dict.fromkeys("bबभ", "b"), **dict.fromkeys("lलळ", "l"), **dict.fromkeys("rरृ", "r"),
}  # fmt: skip
_SILENT: Final = re.compile("gh|^[kgp](?=[ns])|t(?=ch)|d(?=g)|b$|l(?=[kfm])|(?<=s)c")
_SOFTENED: Final = re.compile("t(?=io|ure)")
_SOFT: Final = "-"  # of a word without a hard consonant: हवाई, Hawai
_REPEATED: Final = re.compile(r"(.)\1+")


def bones(word: str) -> set[str]:
    """The keys of the hard consonants of a word, in either script; words that may be one another share one of them."""
    if not word.isascii():
        word = word.replace("\u0901", "\u0902").replace("ऋ", "ृ")
        # the n at the end of साईं is seldom written
        return {_hard(word), _hard(re.sub(f"[डढ]{_NUKTA}", "र", word)), _hard(word.removesuffix("\u0902"))} - {""} or {
            _SOFT
        }
    word = word.replace("ph", "f")
    return {_hard(word) or _SOFT, _hard(_SILENT.sub("", word)) or _SOFT, _hard(_SOFTENED.sub("k", word)) or _SOFT}


def _hard(word: str) -> str:
    return _REPEATED.sub(r"\1", "".join(_BONES.get(sign, "") for sign in word))
