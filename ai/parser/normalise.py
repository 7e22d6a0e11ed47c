"""A question or a name as a row of tokens: one spelling of case, width, digits, apostrophes and commas.

Names of the shop are cut by the same function as questions, so that what looks alike is alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

MAX_CHARACTERS: Final = 600  # a longer text is no question an owner types; the parser says so
MAX_TOKENS: Final = 60


class Token(NamedTuple):
    """One word, number or sign: ``text`` folded for comparing, ``raw`` as it was written."""

    text: str
    raw: str


_INVISIBLE: Final = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_APOSTROPHES: Final = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "–": "-", "—": "-", "−": "-", "≥": ">=", "≤": "<="}
)
# \w leaves out the vowel signs of Devanagari (U+0900 to U+0963), which are marks, not letters.
_LETTER: Final = r"[^\W_]|[\u0900-\u0963]"
_TOKEN: Final = re.compile(
    rf"""
      \d{{4}}-\d{{1,2}}-\d{{1,2}}(?!\d)                 # 2025-11-05
    | \d{{1,2}}([/.-])\d{{1,2}}\1(?:\d{{4}}|\d{{2}})(?!\d)  # 5/11/2025, day first
    | (?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?![\d/.,-])   # 5/11, a day of a month
    | \d{{4}}\s?[-/]\s?\d{{2}}(?:\d{{2}})?(?![\d-])         # 2024-25, a financial year
    | (?:[01]?\d|2[0-3]):[0-5]\d(?![\d:])                  # 18:00
    | \d+(?:,\d+)*(?:\.\d+)?(?:{_LETTER})*             # 5,000  1.5  5k  7up  5th
    | (?:{_LETTER})+(?:'(?:{_LETTER})+)*               # ramesh  what's  बिक्री
    | >=|<=|[<>=₹$£€%,+&]
    """,
    re.VERBOSE,
)
_ABBREVIATION: Final = re.compile(r"\b((?:[^\W\d_]\.){2,})")  # F.Y. and Y.T.D. are one word
_GLUED_YEAR: Final = re.compile(r"\bfy\s?'?(?=\d)")  # FY25, FY'25
_SHORT_SPAN: Final = re.compile(
    r"(?:\bfy|\bfinancial year|\bfiscal year|वित्त वर्ष|वित्तीय वर्ष|वित्तीय साल)\s?'?(\d\d)\s?[-/]\s?(\d\d)(?![\d-])"
)  # FY26-27
_SECOND_SPAN: Final = re.compile(
    r"(\bfy 20\d\d-\d\d\s+(?:and|aur|vs|versus|v|to|with|se|और|बनाम|से)\s+(?:fy\s*)?)(\d\d)\s?-\s?(\d\d)(?![\d-])"
)  # fy 24-25 and 25-26
_MONTH: Final = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_SHORT_YEAR: Final = re.compile(rf"\b({_MONTH})\s?'(\d\d)\b")  # Oct '26
_MONTH_SPAN: Final = re.compile(rf"\b({_MONTH})\s?-\s?({_MONTH})\b")  # Apr-Jun
_HINDI_MONTH: Final = "जनवरी|फरवरी|फ़रवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|सितम्बर|अक्टूबर|अक्तूबर|नवंबर|नवम्बर|दिसंबर|दिसम्बर"
_HINDI_SPAN: Final = re.compile(rf"({_HINDI_MONTH})\s?-\s?({_HINDI_MONTH})")  # अक्टूबर-नवंबर
_GLUED_DAYS: Final = re.compile(r"(?<![\d-])(\d{1,2})\s?-\s?(\d{1,2})(?![\d-])")  # 1-15 October, days 1 to 15
_CLOCK: Final = re.compile(r"(?<![\d.,:])(\d{1,2})(?:[:.]([0-5]\d))?\s?(am|pm|a\.m\.?|p\.m\.?)(?!\w)")  # 6 pm, 10:00am
_SLASHED: Final = {
    "o/s": "outstanding",
    "a/c": "account",
    "a/cs": "accounts",
    "p/l": "p and l",
    "i/p": "input",
    "o/p": "output",
    "pcs/bill": "pcs per bill",
    "/bill": " per bill",
    "/day": " per day",
    "/month": " per month",
    "/week": " per week",
    "/customer": " per customer",
    "b/w": "between",
    "w/o": "without",
    "m/s": "messrs",
    "v/s": "vs",
    "w/c": "week commencing",
    "w/b": "week beginning",
    "w/e": "week ending",
    "m/e": "month ending",
    "y/e": "year ending",
    "q/e": "quarter ending",
    "b/f": "brought forward",
    "d/n": "debit note",
    "c/n": "credit note",
}
_SLASHES: Final = re.compile(
    "|".join((r"(?<!\w)" if short[0] != "/" else "") + re.escape(short) + r"(?!\w)" for short in _SLASHED)
)  # "jodi/piece" has no i/p
_CONTRACTIONS: Final = {"n't": " not", "'re": " are", "'ve": " have", "'d": "", "'ll": " will", "'m": " am"}
_CONTRACTED: Final = re.compile(r"(?<=\w)(n't|'re|'ve|'d|'ll|'m)\b")
_OF_A_NUMBER: Final = re.compile(r"\b(\d\w*)'s\b")  # 2day's
OWNER: Final = "'s"  # stays in what was written of a word: whose something is, is said by name
_WHOLE_CONTRACTIONS: Final = {"what's": "what is", "who's": "who is", "how's": "how is", "where's": "where is", "that's": "that is",
                              "it's": "it is", "let's": "let us", "can't": "can not", "won't": "will not"}  # fmt: skip
_BARE_NOT: Final = re.compile(r"\b(has|have|had|did|do|does|is|was|were|are|would|could|should)nt\b")  # hasnt
_PLAIN: Final = re.compile("[A-Za-z0-9 ]*")
_DOLLAR_OF: Final = re.compile(r"\b(us|ca?|au?|nz|sg?|hk)\s?\$")  # C$500, NZ$ 20: whose dollars they are stays said
_DOLLARS: Final = {"us": "usd ", "c": "cad ", "ca": "cad ", "a": "aud ", "au": "aud ", "nz": "nzd ", "s": "sgd ", "sg": "sgd ", "hk": "hkd "}  # fmt: skip
_BUT_NOT: Final = re.compile(r",\s*(?:and\s+)?not\s+(?=in\b|during\b)")  # bought in March, not in April
_SINCE_UNTIL: Final = re.compile(
    rf"\bsince\s+((?:{_MONTH})(?:\s+\d{{4}})?)\s*,?\s*(?:up\s?to|until|till|through)\s+(?=(?:{_MONTH})\b)"
)  # since March, up to July
_CASH_OVER: Final = re.compile(
    rf"\bcash over (?=(?:the |last |this |past )?(?:{_MONTH}|week|month|quarter|year|weekend|days?)\b)"
)
_RAND: Final = re.compile(r"\bR\s(?=\d{3}|\d{1,2}[, ]\d{3})")  # R 1,500; a small r is "are"
_GLUED_MONEY: Final = re.compile(r"\b[a-z]{1,4}\d{1,3}(?:,\d{2,3})+\b")  # Rs5,000
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d)")


def fold(text: str) -> str:
    """The text for comparing: NFKC, no invisible signs, lower case, Latin accents off, every digit 0 to 9."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_APOSTROPHES).casefold()
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    kept = (character for character in decomposed if not "\u0300" <= character <= "\u036f")
    composed = unicodedata.normalize("NFC", "".join(kept))
    return "".join(
        str(unicodedata.digit(character)) if character.isdigit() and not character.isascii() else character
        for character in composed
    )


def tokenise(text: str) -> tuple[Token, ...]:
    """``"Ramesh’s sales > ₹5,000?"`` as the tokens ramesh, sales, >, ₹, 5000. Other punctuation is dropped."""
    folded = _ABBREVIATION.sub(lambda match: match[1].replace(".", ""), fold(_RAND.sub("ZAR ", text)))
    if "/" in folded:
        folded = _SLASHES.sub(lambda match: _SLASHED[match[0]], folded)
    if ":" in folded or "m" in folded:
        folded = _CLOCK.sub(_clock_time, folded)
    if "$" in folded:
        folded = _DOLLAR_OF.sub(lambda match: _DOLLARS[match[1]], folded)
    if "since " in folded:
        folded = _SINCE_UNTIL.sub(r"from \1 to ", folded)
    if "cash over " in folded:
        folded = _CASH_OVER.sub("cash in ", folded)  # a time, not what the till has too much of
    if "," in folded:
        folded = _BUT_NOT.sub(" but not ", folded)
        folded = _GLUED_MONEY.sub(lambda match: match[0].replace(",", ""), folded)
    folded = _SHORT_SPAN.sub(r"fy 20\1-\2", folded)
    folded = _SECOND_SPAN.sub(r"\g<1>20\2-\3", folded)
    folded = _GLUED_DAYS.sub(r"\1 to \2", _GLUED_YEAR.sub("fy ", folded))
    folded = _MONTH_SPAN.sub(r"\1 to \2", _SHORT_YEAR.sub(r"\1 20\2", folded))
    if "-" in folded and not folded.isascii():
        folded = _HINDI_SPAN.sub(r"\1 to \2", folded)
    folded = _OF_A_NUMBER.sub(r"\1", folded)
    folded = _BARE_NOT.sub(r"\1 not", folded)
    for contraction, whole in _WHOLE_CONTRACTIONS.items():
        folded = folded.replace(contraction, whole)
    folded = _CONTRACTED.sub(lambda match: _CONTRACTIONS[match[1]], folded)
    return tuple(
        Token(_THOUSANDS.sub("", match[0]).replace(" ", "").removesuffix(OWNER).replace("'", ""), match[0])
        for match in _TOKEN.finditer(folded)
    )


def _clock_time(match: re.Match[str]) -> str:
    """``6 p.m.`` as ``18:00``; what no clock shows stays as it is."""
    hour, minute = int(match[1]), match[2] or "00"
    if not 1 <= hour <= 12:  # the hours of a clock
        return match[0]
    return f"{hour % 12 + (12 if match[3][0] == 'p' else 0)}:{minute}"


def words_of(name: str) -> tuple[str, ...]:
    """The tokens of a shop's name that can be asked for: words and numbers, no signs."""
    if _PLAIN.fullmatch(name) and "fy" not in (folded := name.lower()):
        return tuple(folded.split())  # most names, ten times as fast; the tests hold it against the long way
    return tuple(token.text for token in tokenise(name) if token.text[0].isalnum())


def replaced(tokens: Sequence[Token], synonyms: Mapping[str, str]) -> tuple[Token, ...]:
    """``tokens`` with each of the shop's own words put into the words it stands for, the longest first."""
    meant = sorted(
        ((words_of(own), tokenise(known)) for own, known in synonyms.items()), key=lambda pair: -len(pair[0])
    )
    words = [token.text for token in tokens]
    out: list[Token] = []
    position = 0
    while position < len(tokens):
        for own, known in meant:
            if own and tuple(words[position : position + len(own)]) == own:
                out += known
                position += len(own)
                break
        else:
            out.append(tokens[position])
            position += 1
    return tuple(out)
