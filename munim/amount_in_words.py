"""Amounts of money spelled out, as a bill or cheque says them: English and Hindi.

Rupees are counted the Indian way (thousand, lakh, crore), every other currency by thousand, million, billion.
"""

from __future__ import annotations

from typing import Final

from munim.money import exponent

# whole unit (one, many), minor unit (one, many); rupees say the unit first, others last
UNITS: Final = {
    "INR": ("Rupee", "Rupees", "Paisa", "Paise"),
    "GBP": ("Pound", "Pounds", "Penny", "Pence"),
    "USD": ("Dollar", "Dollars", "Cent", "Cents"),
    "EUR": ("Euro", "Euros", "Cent", "Cents"),
    "AED": ("Dirham", "Dirhams", "Fils", "Fils"),
}
INDIAN: Final = ((10**7, "Crore"), (10**5, "Lakh"), (10**3, "Thousand"))
WESTERN: Final = ((10**12, "Trillion"), (10**9, "Billion"), (10**6, "Million"), (10**3, "Thousand"))
HINDI: Final = ((10**7, "करोड़"), (10**5, "लाख"), (10**3, "हज़ार"), (100, "सौ"))

ONES: Final = (
    "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen Seventeen Eighteen Nineteen"
).split()
TENS: Final = "- - Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety".split()
# Hindi has a word of its own for each number below a hundred
HINDI_ONES: Final = (
    "शून्य एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस "
    "बीस इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस उनतालीस "
    "चालीस इकतालीस बयालीस तैंतालीस चवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास पचास इक्यावन बावन तिरपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ "
    "साठ इकसठ बासठ तिरसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उनासी "
    "अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी नब्बे इक्यानबे बानबे तिरानबे चौरानबे पंचानबे छियानबे सत्तानबे अट्ठानबे निन्यानबे"
).split()


def amount_in_words(minor: int, currency: str, *, language: str = "en") -> str:
    """``amount_in_words(12345678, "INR")`` is ``Rupees One Lakh Twenty-Three Thousand Four Hundred Fifty-Six and
    Seventy-Eight Paise Only``; ``(150, "GBP")`` is ``One Pound and Fifty Pence Only``.

    ``language`` ``hi`` spells rupees in Hindi; any other pair is spelled in English. A currency without names
    here is called by its code, its minor units written as a fraction.
    """
    sign, (whole, part) = "Minus " if minor < 0 else "", divmod(abs(minor), 10 ** exponent(currency))
    if currency == "INR":
        return _hindi_rupees(minor, whole, part) if language == "hi" else sign + _rupees(whole, part)
    if currency not in UNITS:
        fraction = f" and {part}/{10 ** exponent(currency)}" if part else ""
        return f"{sign}{currency} {english_number(whole)}{fraction} Only"
    one, many, minor_one, minor_many = UNITS[currency]
    text = f"{english_number(whole)} {one if whole == 1 else many}"
    if part:
        text += f" and {english_number(part)} {minor_one if part == 1 else minor_many}"
    return f"{sign}{text} Only"


def _rupees(whole: int, part: int) -> str:
    one, many, minor_one, minor_many = UNITS["INR"]
    paise = f"{english_number(part)} {minor_one if part == 1 else minor_many}"
    if part and not whole:
        return f"{paise} Only"
    rupees = f"{one if whole == 1 else many} {english_number(whole, INDIAN)}"
    return f"{rupees} and {paise} Only" if part else f"{rupees} Only"


def _hindi_rupees(minor: int, whole: int, part: int) -> str:
    rupees = f"{hindi_number(whole)} {'रुपया' if whole == 1 else 'रुपये'}" if whole or not part else ""
    paise = f"{hindi_number(part)} {'पैसा' if part == 1 else 'पैसे'}" if part else ""
    return f"{'ऋण ' if minor < 0 else ''}{' '.join(filter(None, (rupees, paise)))} मात्र"


def english_number(number: int, groups: tuple[tuple[int, str], ...] = WESTERN) -> str:
    """A whole number, none negative, in English words by ``groups``: ``WESTERN`` or ``INDIAN``."""
    if number == 0:
        return ONES[0]
    words: list[str] = []
    for size, name in groups:
        count, number = divmod(number, size)
        if count:  # a hundred crore and more: the crores are themselves counted in lakhs and thousands
            words += [english_number(count, groups), name]
    if number >= 100:
        words += [ONES[number // 100], "Hundred"]
        number %= 100
    if number >= 20:
        words.append(TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else ""))
    elif number:
        words.append(ONES[number])
    return " ".join(words)


def hindi_number(number: int) -> str:
    """A whole number, none negative, in Hindi words."""
    if number < 100:
        return HINDI_ONES[number]
    words: list[str] = []
    for size, name in HINDI:
        count, number = divmod(number, size)
        if count:
            words += [hindi_number(count), name]
    return " ".join([*words, HINDI_ONES[number]] if number else words)
