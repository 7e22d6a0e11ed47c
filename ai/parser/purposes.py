"""What a request is opened with and what it is for: "please prepare …", "… for the bank", ऑडिट के लिए. Neither asks for anything else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ai.parser.names import NameIndex
from ai.parser.normalise import Token

_COURTESY: Final = frozenset("please kindly pls plz can could would will you i we want need require to just also sir madam dear hi hello hey do".split())  # fmt: skip
_OPENERS: Final = tuple(
    tuple(opener.split())
    for opener in (
        "prepare; furnish; print; print out; submit; draw up; draw me up; put together; arrange; write up; make out; chalk out; make me; draft; assemble; hand me; supply; "
        "take out; run; run me; run off; prepare me; prepare for me; email me; mail me; message me; whatsapp me; forward; forward me; produce; render; bring up; dig out; find out; tabulate"
    ).split("; ")
)
_FOR_WHOM: Final = frozenset(
    "bank banker audit auditor auditors accountant accountants ca accounts loan insurance insurer insurers management board partner partners investor investors "
    "landlord meeting presentation records record file files review father dad wife husband brother son mother owner boss manager tax vat gst return returns filing "
    "application office department authorities inspector officer trustees committee consultant shareholders family".split()
)
_WHOSE: Final = frozenset("the my our a an their his her".split())
_ASKED: Final = frozenset("needed required wanted chahiye".split())
_LAST: Final = frozenset("please pls plz today tomorrow asap urgently now chahiye चाहिए".split())
_LONGEST: Final = 4  # words of a purpose
_HINDI: Final = tuple(
    tuple(said.split())
    for said in "के लिए; ke liye; ke lie; को देने के लिए; ko dene ke liye; को देना है; ko dena hai; को दिखाना है; ko dikhana hai; को भेजना है; ko bhejna hai; में दिखाना है; me dikhana hai; में देना है; me dena hai; me lagana hai; ke vaste; ke waste; के वास्ते".split(
        "; "
    )
)
_HINDI_WHOM: Final = frozenset(
    "बैंक bank ऑडिट audit ऑडिटर auditor सीए ca अकाउंटेंट accountant लोन loan मीटिंग meeting पार्टनर partner रिकॉर्ड record वकील vakil मैनेजर manager पापा papa पिताजी pitaji भाई bhai".split()
)


def without_purposes(tokens: Sequence[Token], names: NameIndex) -> tuple[Token, ...]:
    """``tokens`` without what they are asked for, an opening verb put as "show"."""
    out = _without_hindi(tuple(tokens), names)
    out = _without_head(out, names)
    out = _without_tail(out, names)
    return _opened(out)


def _without_hindi(tokens: tuple[Token, ...], names: NameIndex) -> tuple[Token, ...]:
    """बैंक के लिए, ca ko dena hai: at the head or the end, and nothing is owed to them."""
    words = [token.text for token in tokens]
    for place, word in enumerate(words):
        if word not in _HINDI_WHOM or (names.holds(word) and word not in ("bank", "बैंक")):
            continue
        for said in _HINDI:
            end = place + 1 + len(said)
            if tuple(words[place + 1 : end]) != said:
                continue
            end += words[end : end + 1] == [","]
            rest = (*tokens[:place], *tokens[end:])
            if rest and (place == 0 or "liye" in said or "लिए" in said or end >= len(words)):
                return rest
    return tokens


def _without_head(tokens: tuple[Token, ...], names: NameIndex) -> tuple[Token, ...]:
    """ "For the audit, …", "as part of the audit …"."""
    words = [token.text for token in tokens]
    start = 3 if words[:3] == ["as", "part", "of"] else 1 if words[:1] == ["for"] else 0
    end = _purpose_end(words, start, names) if start else 0
    if not end or end >= len(words) or (start == 1 and words[end] != "," and words[end] not in _COURTESY):
        return tokens
    return tokens[end + (words[end] == ",") :]


def _without_tail(tokens: tuple[Token, ...], names: NameIndex) -> tuple[Token, ...]:
    """ "… for the bank": at the end of what is asked, beside a courtesy at most; "needed for the bank loan"."""
    words = [token.text for token in tokens]
    for place in range(len(words) - 1, 0, -1):
        if words[place] != "for":
            continue
        end = _purpose_end(words, place + 1, names)
        if not end or any(word not in _LAST and word != "," for word in words[end:]):
            continue
        while place > 1 and (words[place - 1] in _ASKED or words[place - 1] in (",", "is", "are", "as")):
            place -= 1
        return (*tokens[:place], *tokens[end:])
    return tokens


def _purpose_end(words: Sequence[str], start: int, names: NameIndex) -> int:
    """Where the words for whom or what it is end: "the bank manager"; 0 where they are another's."""
    place = start
    while place < len(words) and words[place] in _WHOSE:
        place += 1
    first = place
    while place < min(len(words), first + _LONGEST) and words[place] in _FOR_WHOM:
        place += 1
    told = words[first:place]
    # GST and returns alone are figures, a bank without its "the" is a way of paying
    if not told or set(told) <= {"gst", "tax", "vat", "return", "returns", "accounts"} or (first == start and told[0] in ("bank", "partner", "file", "record")):  # fmt: skip
        return 0
    return 0 if any(names.holds(word) and word != "bank" for word in told) else place


def _opened(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    words = [token.text for token in tokens]
    place = 0
    while place < len(words) and words[place] in _COURTESY:
        place += 1
    if words[place : place + 1] == ["share"] and words[-2:-1] == ["with"] and words[-1] in ("me", "us", "him", "her"):
        return (Token("show", tokens[place].raw), *tokens[place + 1 : -2])
    for opener in sorted(_OPENERS, key=len, reverse=True):
        if tuple(words[place : place + len(opener)]) == opener and place + len(opener) < len(words):
            return (Token("show", tokens[place].raw), *tokens[place + len(opener) :])
    return tokens
