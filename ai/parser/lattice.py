"""Every first reading of every span of a question: words of the language, names of the shop, numbers and dates."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from ai.parser.chart import Edge
from ai.parser.counted_shares import counted_shares
from ai.parser.hindi import key
from ai.parser.languages import SMALL_ENGLISH
from ai.parser.lexicon import Correction, Lexicon
from ai.parser.liberties import DOUBTFUL
from ai.parser.names import Name, NameIndex, NameMatch
from ai.parser.normalise import OWNER, Token, words_of
from ai.parser.numbers import number_edges
from ai.parser.words import EXPENSE_HEADS, PAYMENT_METHODS, SHORT_FORMS
from ai.parser.words.missing import MEANING
from analytics.catalogue import dimension

MAX_CHOICES: Final = 4  # namesakes offered one by one
_OTHER_WORD: Final = 0.02
_ONE_WEEKDAY: Final = 0.3
_COMMON_WORD: Final = 0.3  # a name spelt like a word of the language is less likely meant


class Chosen(NamedTuple):
    """Things of one dimension that a filter names. ``crowd``: how many answer to the words, when too many to list; ``either``: joined by "or"."""

    dimension: str
    names: tuple[Name, ...]
    crowd: int = 0
    either: bool = False


class _But:
    """A container without some words."""

    def __init__(self, words: Container[str], without: frozenset[str]) -> None:
        self._words = words
        self._without = without

    def __contains__(self, word: object) -> bool:
        return word not in self._without and word in self._words


class Lattice(NamedTuple):
    """The edges, and the words that were put right."""

    edges: list[Edge]
    corrections: tuple[Correction, ...]


def taken_apart(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Token, ...]:
    """Words said of each and written as one, as two: categorywise, staffwar, ग्राहकवार."""
    out: list[Token] = []
    for token in tokens:
        ending = next((end for end in _EACH if token.text.endswith(end) and len(token.text) > len(end) + 1), "")
        noun = token.text.removesuffix(ending)
        noun = SHORT_FORMS.get(noun, noun)
        if (
            ending
            and lexicon.spellings.one(token.text) not in lexicon.words
            and lexicon.spellings.one(noun) in lexicon.words
        ):
            out += [Token(noun, token.raw), Token("wise", token.raw)]
        else:
            out.append(token)
    return tuple(out)


_EACH: Final = ("wise", "waise", "vise", "wize", "waar", "vaar", "war", "var", "वार", "वाइज", "वाईज", "वाइज़")


def build_lattice(tokens: Sequence[Token], lexicon: Lexicon, names: NameIndex) -> Lattice:
    """All edges over ``tokens``. A word is put right only where nothing else explains it."""
    words = [token.text for token in tokens]
    of_names = frozenset(
        word
        for place, word in enumerate(words)
        if names.holds(word)
        and (
            lexicon.spellings.only_sounds_hindi(word)
            or _is_owner(tokens, place, lexicon, names)
            or _is_of_goods(words, place)
            or word == "wire"  # what an electrician buys, before a way of paying
        )
    )
    known = _But(lexicon.known, of_names)
    matches = names.find(words, known=known, small=_But(lexicon.small, of_names), elsewhere=lexicon.elsewhere)
    explained = {
        position
        for match in matches
        if match.cost < DOUBTFUL and not _of_the_language(match)
        for position in range(match.start, match.end)
    }
    edges = [edge for position, token in enumerate(tokens) for edge in number_edges(position, token)]
    explained.update(edge.start for edge in edges)
    explained.update(
        position for edge in _expense_edges(words, names, lexicon) for position in range(edge.start, edge.end)
    )
    spelled = [lexicon.spellings.one(word) for word in words]
    corrections = {
        position: read
        for position, word in enumerate(words)
        if spelled[position] not in lexicon.words
        and word not in SHORT_FORMS
        and position not in explained
        and (read := lexicon.correction(word))
    }
    written_out = [
        one if position in explained or word not in SHORT_FORMS else lexicon.spellings.one(SHORT_FORMS[word])
        for position, (word, one) in enumerate(zip(words, spelled, strict=True))
    ]
    # "milton" sounds like मिलता, and is Milton where the shop has one
    only_names = {place for place, word in enumerate(words) if word in of_names and lexicon.spellings.only_sounds_hindi(word)}  # fmt: skip
    edges += [
        _with_value(edge)
        for edge in lexicon.edges(written_out, corrections)
        if not (
            (edge.category == "by" and _per_order(words, edge))
            or (edge.end - edge.start == 1 and edge.start in only_names)
            or (
                edge.category == "filler"
                and (
                    _is_this(words, spelled, edge)
                    or _is_what(spelled, edge, lexicon)
                    or _is_may(words, edge)
                    or words[edge.start] in of_names
                )
            )
            or (edge.category == "change" and words[edge.start : edge.end] == ["rose"] and "rose" in of_names)
        )
    ]
    edges = [edge for edge in edges if not _parts_a_figure(edge, edges, words, explained)]
    edges = [edge for edge in edges if not (edge.category in ("and", "filler") and _leaves_out(edge, words, matches))]
    edges += [Edge(at, at + 1, "except", None) for at, word in enumerate(words) if word == "but" and _leaves_out(Edge(at, at + 1, "and", None), words, matches)]  # fmt: skip
    edges = [
        edge
        for edge in edges
        if not (_is_goods(edge) and edge.category == "dimension" and _in_a_row(edge, edges, words))
    ]
    compared = {(edge.start, edge.end) for edge in edges if edge.category == "versus"}
    edges = [edge for edge in edges if not (edge.category == "compare" and (edge.start, edge.end + 1) in compared)]
    years = {edge.start for edge in edges if edge.category in ("year_span", "year", "short_year")}
    edges = [edge for edge in edges if not (edge.category == "dimension" and edge.end in years and edge.value.dimension in _YEARS)]  # fmt: skip
    sounds = [at for at, one in enumerate(spelled) if one.startswith("~") and words[at] not in SMALL_ENGLISH and at not in explained]  # fmt: skip
    hindi = len(sounds) > ("do" in words) or _is_in(words)
    if not hindi:  # "do" is two in Hindi alone
        edges = [edge for edge in edges if edge.category != "count" or words[edge.start] != "do"]
    if hindi:
        edges = [edge for edge in edges if edge.category != "breakdown" or spelled[edge.start : edge.end] != ["order"]]
        edges += [Edge(place, place + 1, "and", None) for place, word in enumerate(words) if word == "or"]
    edges += [Edge(place, place + 1, "of_these", None) for place, word in enumerate(words) if word in _OF_THESE]
    kinds = {
        (match.start, match.end)
        for match in matches
        if match.dimension == "category" and match.how in ("exact", "plural", "sound")
    }
    edges = [edge for edge in edges if not (_is_goods(edge) and (edge.start, edge.end) in kinds)]
    edges = [edge for edge in edges if edge.category != "count" or not _is_part(edge, edges)]
    if _is_habit(spelled):
        if not any(edge.category in _DATED for edge in edges):
            edges = [habit for edge in edges if (habit := _habitual(edge, spelled)) is not None]
        edges = [
            _with_value(edge._replace(category="weekdays", value=(edge.value,)))
            if edge.category == "weekday" and not _is_dated(edge, edges)
            else edge
            for edge in edges
        ]
    edges = [
        _with_value(edge._replace(category="weekdays", value=(edge.value,)))
        if edge.category == "weekday" and edge.start and words[edge.start - 1] in _ANY_DAY
        else edge
        for edge in edges
    ]
    last = len(words) - 1
    if spelled[-1] == _WHAT and spelled[-2:-1] != [_WHAT] and any(edge.category in _MORE for edge in edges):
        edges = [edge for edge in edges if (edge.category, edge.start) != ("what", last)]  # was it more than in August
    if last > 0 and words[-1] in ("दो", "do"):
        edges.append(Edge(last, last + 1, "filler", None))  # list do: give
    if words[-1] in ("से", "se") and any(
        edge.category == "dimension" and edge.end == last and not dimension(edge.value.dimension).in_time
        for edge in edges
    ):
        edges.append(Edge(last, last + 1, "filler", None))  # kis supplier se
    edges = [
        edge._replace(category="wh") if edge.category == "who" and _asks_which(edge, edges, spelled) else edge
        for edge in edges
    ]
    edges = counted_shares(edges, words)
    edges = [edge._replace(end=edge.end - 1) if edge.category == "metric" and words[edge.end - 1] == "of" and edge.end - edge.start > 1 else edge for edge in edges]  # fmt: skip
    if not _WE_DID.isdisjoint(words):  # humne yoga mat kab kharida
        edges = [edge._replace(category="own_act", value="own_buy") if edge.category == "verb" and edge.value == "buy" else edge for edge in edges]  # fmt: skip
    ours = {
        at for at, pair in enumerate(pairwise(words)) if pair in _FROM_US
    }  # bought from us last month: no time since
    edges = [
        edge
        for edge in edges
        if edge.start not in ours or edge.category not in ("from", "since", "starting_from", "of_these")
    ]
    edges += [Edge(at, at + 2, "filler", None) for at in sorted(ours)]
    if words[0] in ("what", "whats") and words[last] in ("mean", "means", "signify") and last:  # what does margin mean
        edges = [edge for edge in edges if edge.start != last]
        edges.append(Edge(last, last + 1, "missing", MEANING))
    edges = [edge for edge in edges if not (edge.category == "value" and edge.value.dimension == "payment_method" and words[edge.start : edge.end] == ["wire"] and names.holds("wire"))]  # fmt: skip
    edges = [_of_who_is_paid(edge, words, ours) for edge in edges]
    edges += _expense_edges(words, names, lexicon)
    for match in matches:
        edges += _name_edges(match, all(word in known for word in words[match.start : match.end]))
    whole = {(match.start, match.end) for match in matches if _is_whole_kind(match)}
    told = {(edge.start, edge.end) for edge in edges if edge.category != "value"}
    kinds = whole - told
    edges = [edge for edge in edges if edge.category == "value" or not any(_inside(edge, span) for span in kinds)]
    edges = [edge._replace(cost=0.0) if _names_kind(edge, kinds) else edge for edge in edges]
    return Lattice(edges, tuple(Correction(words[position], read) for position, read in corrections.items()))


_FROM_US: Final = frozenset({("from", "us"), ("from", "me")})
_WE_DID: Final = frozenset("humne hamne humney हमने मैंने maine".split())
_ANY_DAY: Final = frozenset("a any typical usual normal average".split())  # on a Sunday: on each of them
_OF_THESE: Final = frozenset({"of", "from", "on", "over", "for"})  # in English what comes of things stands before them


def _is_in(words: Sequence[str]) -> bool:
    """Whether "me" is the Hindi one, "october me": it stands behind what something is in, and nobody is told or given anything."""
    return any(after == "me" and before not in _TO_ME for before, after in pairwise(words))


_TO_ME: Final = frozenset("tell give show let get send remind help to for with of by from help owe owes owed pay paid bring gave told make find list let around beside".split())  # fmt: skip
_YEARS: Final = (
    "financial_year",
    "year",
)  # before its number such a word names the year, and asks for no split by years


def _of_who_is_paid(edge: Edge, words: Sequence[str], ours: Container[int]) -> Edge:
    """ "Was paid", भुगतान हुआ, "received from us": who gets the money is told by the others of the question."""
    if edge.category == "metric" and edge.value == "revenue" and words[edge.end - 1] in _TAKINGS:
        return edge._replace(how=TAKINGS)
    if edge.category != "verb" or edge.value != "collect":
        return edge
    return edge._replace(how=PASSIVE) if words[edge.end - 1] in _PAID or edge.end in ours else edge


TAKINGS: Final = "takings"  # how a figure was said: beside a way of paying they are what came by it
_TAKINGS: Final = frozenset({"takings", "taking", "receipts"})
PASSIVE: Final = "passive"  # how a verb was said
_PAID: Final = frozenset("paid हुआ हुई hua hui".split())


def _is_whole_kind(match: NameMatch) -> bool:
    """Whether the words are the whole name of a category, in several words: of a shop with "Party items", those are no party's items."""
    return match.dimension == "category" and match.end - match.start > 1 and match.how == "exact" and not match.cost


def _inside(edge: Edge, span: tuple[int, int]) -> bool:
    return span[0] <= edge.start and edge.end <= span[1]


def _names_kind(edge: Edge, kinds: Container[tuple[int, int]]) -> bool:
    return edge.category == "value" and edge.value.dimension == "category" and (edge.start, edge.end) in kinds


def _is_goods(edge: Edge) -> bool:
    """Whether an edge is a word for goods at large: of a shop with the categories Tools and Bags, "tools" and "bags" are those."""
    return edge.category == "quantity" or (edge.category == "dimension" and edge.value.dimension == "product")


def _is_may(words: Sequence[str], edge: Edge) -> bool:
    """Whether "may" is the month: it is a politeness beside who asks alone, "may I know", "if I may"."""
    beside = {*words[max(edge.start - 1, 0) : edge.start], *words[edge.end : edge.end + 1]}
    return words[edge.start] == "may" and beside.isdisjoint(("i", "we", "you", "one"))


def _per_order(words: Sequence[str], edge: Edge) -> bool:
    """ "Units per order by country": there the order is a bill, and not that in which something stands."""
    return words[edge.start] == "order" and edge.start > 0 and words[edge.start - 1] in ("per", "each", "every", "an")


def _is_owner(tokens: Sequence[Token], place: int, lexicon: Lexicon, names: NameIndex) -> bool:
    """Whether a word that else says nothing is somebody's first name: "Zara's sales", "sales by Zara"; in Hindi it says "just"."""
    word = tokens[place].text
    if word not in lexicon.small or word in SMALL_ENGLISH or len(word) < _NAME_LETTERS:
        return False
    before = tokens[place - 1].text if place else ""
    after = tokens[place + 1].text if place + 1 < len(tokens) else ""
    said = tokens[place].raw.endswith(OWNER) or before in _OF_SOMEBODY or after in _OF_BEFORE
    others = (token.text for token in tokens if token.text != word)
    english = word in _POLITE_HINDI and not any(lexicon.spellings.is_hindi(other) for other in others)
    return (said or english) and any(
        match.dimension in _PEOPLE and words_of(name.label)[:1] == (word,)
        for match in names.find([word])
        for name in match.names
    )


def _is_of_goods(words: Sequence[str], place: int) -> bool:
    """ "Rose sales in May", "the stock of rose": sales rose, and rose in May, but nothing is said to rise right before them."""
    if words[place] != "rose":
        return False
    before, after = words[max(place - 1, 0) : place], words[place + 1 : place + 2]
    counted = before in (["much"], ["many"], ["of"]) and (not after or after[0] in _HAPPENED)
    return counted or (after != [] and after[0] in _FIGURES_OF_GOODS and (not before or before[0] in _BEFORE_GOODS))


_FIGURES_OF_GOODS: Final = frozenset("sale sales stock returns purchases bush bushes plant plants orders revenue profit margin bikri".split())  # fmt: skip
_HAPPENED: Final = frozenset("did do does have has was were is are in".split())
_BEFORE_GOODS: Final = frozenset(
    "of the our my in for total all show , give me what is was were are how much many".split()
)
_PEOPLE: Final = ("staff", "customer", "supplier")
_POLITE_HINDI: Final = frozenset({"zara", "jara"})  # said before a request, in Hindi alone
_NAME_LETTERS: Final = 3
_OF_SOMEBODY: Final = frozenset({"by", "of", "from", "to", "for", "with"})
_OF_BEFORE: Final = frozenset({"ka", "ki", "ke", "ne", "ko", "का", "की", "के", "ने", "को"})


def _is_this(words: Sequence[str], spelled: Sequence[str], edge: Edge) -> bool:
    """ "Is mahine" is this month: the English word says nothing, the Hindi one much."""
    follows = spelled[edge.end] if edge.end < len(spelled) else ""
    hindi = follows in _HINDI_UNITS or (
        spelled[edge.end : edge.end + 2] in (["financial", "year"], ["fiscal", "year"])
        and spelled[edge.end + 2 : edge.end + 3] in _OF_HINDI
    )
    hindi = hindi or (spelled[edge.end : edge.end + 1] == ["fy"] and spelled[edge.end + 1 : edge.end + 2] in _OF_HINDI)
    return words[edge.start] == "is" and edge.end - edge.start == 1 and hindi


def _is_what(spelled: Sequence[str], edge: Edge, lexicon: Lexicon) -> bool:
    """ "Ramesh ne kya liya" asks what: only at the head of a question, or at its end, the word says nothing."""
    if spelled[edge.start] != _WHAT or edge.end - edge.start != 1 or edge.start == 0:
        return False
    if _WHAT in (spelled[edge.start - 1], *spelled[edge.end : edge.end + 1]):
        return True  # क्या क्या asks for a list, wherever it stands
    following = [word for word in spelled[edge.end : edge.end + 2] if word != _WHAT]
    return bool(following) and following[0] in lexicon.trading


def _in_a_row(edge: Edge, edges: Sequence[Edge], words: Sequence[str]) -> bool:
    """Whether "items" stands in a row of figures, "orders, items and sales": they are counted, not what it is told by."""
    if words[edge.start : edge.end] != ["items"]:
        return False
    joined = (",", "and")
    before = edge.start > 1 and words[edge.start - 1] in joined and any(one.category == "metric" and one.end == edge.start - 1 for one in edges)  # fmt: skip
    after = edge.end + 1 < len(words) and words[edge.end] in joined and any(one.category == "metric" and one.start == edge.end + 1 for one in edges)  # fmt: skip
    return (
        before and (after or edge.end == len(words) or words[edge.end] in ("by", "in", "for", "per", "last", "this"))
    ) or (after and edge.start == 0)


def _leaves_out(edge: Edge, words: Sequence[str], matches: Sequence[NameMatch]) -> bool:
    """Whether a "but" stands right before a name: "all sales but dairy", "everyone but Ramesh" leave it out."""
    if words[edge.start : edge.end] != ["but"]:
        return False
    place = edge.end
    while place < len(words) and words[place] in ("the", "in", "from", "for", "to", "by", "of"):
        place += 1
    return any(match.start == place for match in matches)


def _parts_a_figure(edge: Edge, edges: Sequence[Edge], words: Sequence[str], named: Container[int]) -> bool:
    """Whether a word is read apart that is one of a figure's name: "customers with items sold above 50", "two purchases"."""
    if edge.category not in ("dimension", "verb") or edge.end - edge.start > 1:
        return False
    for figure in edges:
        if figure.category != "metric" or not figure.start <= edge.start < edge.end <= figure.end or not figure.start:
            continue
        before = figure.start - 1
        led = words[before] in _BEFORE_A_FIGURE
        if figure.value == "items_sold" and figure.end - figure.start > 1 and (led or before in named):
            return True
        counted = any(one.category == "count" and one.end == figure.start for one in edges)
        if words[edge.start] in ("purchases", "purchase") and (led or counted):
            return True
    return False


_BEFORE_A_FIGURE: Final = frozenset("with by whose had has have having in of the highest lowest most least largest total fewest and vs versus per average more fewer less than me their , as along".split())  # fmt: skip


def _is_part(number: Edge, edges: Sequence[Edge]) -> bool:
    """Whether a number is one of per cent after a ranking: the top 20 per cent are not twenty."""
    ranked = any(edge.category == "rank" and edge.end == number.start for edge in edges)
    return ranked and any(edge.category == "share" and edge.start == number.end for edge in edges)


def _is_habit(spelled: Sequence[str]) -> bool:
    """Whether something is said to happen again and again: ravivar ko kitni bikri hoti hai."""
    return any(first in _HAPPENS and second in _NOWADAYS for first, second in pairwise(spelled))


def _is_dated(weekday: Edge, edges: Sequence[Edge]) -> bool:
    """Whether it is told which day of that name: this, last."""
    return any(edge.category in ("this", "last", "previous") and edge.end == weekday.start for edge in edges)


def _habitual(edge: Edge, spelled: Sequence[str]) -> Edge | None:
    """What happens at weekends happens on each of them; the day on which most happens, of no time, is a day of the week."""
    if edge.category == "weekend":
        return _with_value(edge._replace(category="weekdays", value=(6, 7)))
    if edge.category == "when_asked" and spelled[edge.start : edge.end] == [_WHICH, "दिन"]:
        return None
    asked = edge.start > 0 and spelled[edge.start - 1] in _DAY_ASKED
    if edge.category == "dimension" and edge.value.dimension == "day" and asked:
        return edge._replace(value=edge.value._replace(dimension="weekday"))
    return edge


_DATED: Final = ("month_name", "last", "this", "past", "previous", "relative_day", "year", "festival", "whole", "date")
_DAY_ASKED: Final = frozenset(f"~{key(word)}" for word in "किस सा से सी कौनसे कौनसा".split()) | {"सा", "से", "सी", "किस"}
_HAPPENS: Final = frozenset(
    f"~{key(word)}" for word in "होता होती होते रहता रहती रहते चलता चलती बिकता बिकती बिकते आता आती आते".split()
)
_NOWADAYS: Final = ("है", "हैं")


def _asks_which(edge: Edge, edges: Sequence[Edge], spelled: Sequence[str]) -> bool:
    """ "Kaun supplier" asks which one; but "kaun maal le gaya" who took goods."""
    said = spelled[edge.start : edge.end]
    if said != [_WHO] and said != [_WHICH, _WHICH]:
        return False
    nouns = {one.value.dimension for one in edges if one.category == "dimension" and one.start == edge.end}
    took = any(one.category == "verb" and one.value == "buy" for one in edges)
    return bool(nouns) and not (took and "product" in nouns)


_WHO: Final = f"~{key('कौन')}"
_WHICH: Final = f"~{key('किस')}"
_WHAT: Final = f"~{key('क्या')}"
_MORE: Final = ("or_more", "comparator", "downness", "change", "versus_after")
_OF_HINDI: Final = (["me"], ["mein"], *([f"~{sound}"] for sound in ("k", "ki", "ke", "me")))
_HINDI_UNITS: Final = frozenset(
    f"~{key(word)}" for word in "महीने महीना हफ्ते हफ्ता साल सप्ताह तिमाही माह वर्ष छमाही".split()
)


def _expense_edges(words: Sequence[str], names: NameIndex, lexicon: Lexicon) -> Iterator[Edge]:
    """Heads of expense by other words than the shop's: tankhwah where it has salaries."""
    one = lexicon.spellings.one
    spelled = [one(word) for word in words]
    for head, phrases in EXPENSE_HEADS.items():
        for phrase in phrases:
            parts = [one(word) for word in phrase.split()]
            starts = [n for n in range(len(spelled) - len(parts) + 1) if spelled[n : n + len(parts)] == parts]
            if not starts:
                continue
            found = [match for match in names.find([head]) if match.dimension == "expense_category" and match.names]
            for match in found[:1]:
                for start in starts:
                    chosen = Chosen("expense_category", match.names[:1])
                    yield Edge(start, start + len(parts), "value", chosen, _OTHER_WORD, "synonym")


def _with_value(edge: Edge) -> Edge:
    """Words for values that every shop shares become values like the shop's own names."""
    if edge.category == "value_word":
        dimension, value = edge.value
        return edge._replace(category="value", value=Chosen(dimension, (Name(dimension, value, value),)))
    if edge.category in ("weekdays", "one_weekday"):
        # "Sunday" is a day first; only beside another time is it every Sunday of it
        names = tuple(Name("weekday", str(number), WEEKDAY_NAMES[number - 1]) for number in edge.value)
        return edge._replace(
            category="value",
            value=Chosen("weekday", names),
            cost=_ONE_WEEKDAY if edge.category == "one_weekday" else 0.0,
        )
    return edge


WEEKDAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _of_the_language(match: NameMatch) -> bool:
    """Whether the words of the language have what was found, with its synonyms: cash, UPI."""
    return match.dimension == "payment_method" and bool(match.names) and match.names[0].value in PAYMENT_METHODS


def _name_edges(match: NameMatch, common: bool) -> list[Edge]:
    """One edge for each thing meant: namesakes stay apart, so that the question can be asked back.

    Products whose names share the words of the question are also offered together; a crowd is one edge that says so.
    """
    cost = match.cost + (_COMMON_WORD if common else 0.0)

    def edge(chosen: Chosen, cost: float) -> Edge:
        return Edge(match.start, match.end, "value", chosen, cost, match.how)

    if _of_the_language(match):
        return []
    if match.count > len(match.names):
        return [edge(Chosen(match.dimension, (), match.count), cost)]
    edges = [edge(Chosen(match.dimension, (name,)), cost) for name in match.names[:MAX_CHOICES]]
    if match.count > 1 and match.dimension == "product":
        edges.insert(0, edge(Chosen(match.dimension, match.names), cost - 0.01))
    return edges
