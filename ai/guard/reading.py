"""The first checks: what may be written at all, and what it is when it is read."""

from __future__ import annotations

import re
from typing import Final

from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from ai.guard.dialect import DIALECT
from ai.guard.functions import INSTEAD
from ai.guard.grammar import NODES, SAID, SAID_OF_ARGUMENTS, SAID_OF_STATEMENTS, TYPES, VARS, WORDS
from ai.guard.refusal import Refused, parts_of
from ai.guard.statement import Statement

MAX_BYTES: Final = 20_000
MAX_TOKENS: Final = 6_000
MAX_BRACKETS: Final = 50  # one in another
MAX_REPEATS: Final = 50  # of words that nest without brackets: NOT NOT …, CASE in CASE, - - …
MAX_NODES: Final = 2_000
MAX_DEPTH: Final = 60
MAX_LIST: Final = 1_000  # values in an IN or a list
MAX_SETS: Final = 50  # branches of UNION and the like
MAX_CTES: Final = 30
MAX_JOINS: Final = 12  # in one query
MAX_JOINS_IN_ALL: Final = 40
MAX_PIVOTED: Final = 200
MAX_GROUPINGS: Final = 8  # columns of a CUBE, which groups by every set of them

# strings and quoted names, within which every letter may stand; a comment is no such place
_QUOTED: Final = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]")
_BEGINNINGS: Final = frozenset({TokenType.SELECT, TokenType.WITH, TokenType.FROM, TokenType.L_PAREN, TokenType.VALUES})
_OPENING: Final = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE})
_CLOSING: Final = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE})
# words no query has, wherever they stand; what they begin is told before a parser follows it
_ELSEWHERE: Final = frozenset(
    {
        TokenType.CREATE, TokenType.INSERT, TokenType.UPDATE, TokenType.DELETE, TokenType.MERGE, TokenType.COPY, TokenType.DROP, TokenType.ALTER,
        TokenType.TRUNCATE, TokenType.ATTACH, TokenType.DETACH, TokenType.INSTALL, TokenType.PRAGMA, TokenType.PARAMETER, TokenType.PLACEHOLDER,
    }
)  # fmt: skip
_NESTING: Final = frozenset({TokenType.NOT, TokenType.CASE, TokenType.DASH, TokenType.TILDE, TokenType.PLUS})


def check_text(statement: Statement) -> None:
    """Not too long, no control characters, and other scripts only between quotes."""
    text = statement.text
    if not text.strip():
        statement.refuse("there is no SQL here")
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        statement.refuse(f"the text is longer than {MAX_BYTES // 1000} kB")
    if found := _CONTROL.search(text):
        statement.refuse(f"there is a character here that is not to be seen (U+{ord(found[0]):04X})", found.start())
    if text.isascii():
        return
    bare = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)
    if found := _FOREIGN.search(bare):
        statement.refuse(f"{found[0]!r} may stand only between quotes", found.start())
    if any(0xD800 <= ord(letter) < 0xE000 for letter in text):
        statement.refuse("the text is no Unicode")


def check_statement(statement: Statement) -> None:
    """One statement, which is a query: whatever reads otherwise never reaches DuckDB's parser."""
    try:
        tokens = DIALECT.tokenize(statement.text)
    except (TokenError, SqlglotError) as error:
        statement.refuse(f"this cannot be read: {_first_line(error)}")
    while tokens and tokens[-1].token_type == TokenType.SEMICOLON:
        tokens.pop()
    if not tokens:
        statement.refuse("there is no SQL here")
    if tokens[0].token_type not in _BEGINNINGS:
        word = tokens[0].text.upper()
        hint = f": {SAID_OF_STATEMENTS[word]}" if word in SAID_OF_STATEMENTS else ""
        statement.refuse(
            f"only a query is run, which begins with SELECT, WITH or FROM, not {word}{hint}", tokens[0].start
        )
    _glance(statement, tokens)
    try:
        trees = DIALECT.parser().parse(tokens, statement.text)
    except ParseError as error:
        raise _unreadable(statement, error) from None
    except (SqlglotError, RecursionError, ValueError) as error:
        statement.refuse(f"this cannot be read: {_first_line(error)}")
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, exp.Query) or isinstance(tree, exp.Table):
        statement.refuse("only a single query is run")
    while isinstance(tree, exp.Subquery) and tree.args.keys() & {"limit", "order", "offset", "with_", "alias"} == set():
        tree = tree.this  # parentheses around all of it
    statement.tree = tree


def _glance(statement: Statement, tokens: list[Token]) -> None:
    """Refuse what cannot be a query, or nests too deeply, before a parser has to follow it down."""
    if len(tokens) > MAX_TOKENS:
        statement.refuse(f"there are more than {MAX_TOKENS} words and signs")
    depth = repeats = 0
    for token in tokens:
        kind = token.token_type
        if kind == TokenType.SEMICOLON:
            statement.refuse("only one statement is run: there is a second after ;", token.start)
        if kind in _ELSEWHERE:
            statement.refuse(f"{token.text.upper()} has no place in a query", token.start)
        if kind in _OPENING:
            depth += 1
            if depth > MAX_BRACKETS:
                statement.refuse(f"brackets stand more than {MAX_BRACKETS} deep", token.start)
        elif kind in _CLOSING:
            depth -= 1
            if depth < 0:
                statement.refuse("a bracket is closed here that was not opened", token.start)
        repeats = repeats + 1 if kind in _NESTING else 0
        if repeats > MAX_REPEATS:
            statement.refuse(f"{token.text.upper()} is repeated more than {MAX_REPEATS} times", token.start)
    if depth:
        statement.refuse("a bracket is opened that is not closed")
    if sum(token.token_type == TokenType.CASE for token in tokens) > 2 * MAX_REPEATS:
        statement.refuse(f"there are more than {2 * MAX_REPEATS} CASE")


def _unreadable(statement: Statement, error: ParseError) -> Refused:
    """What sqlglot says, without its underlining."""
    first = error.errors[0] if error.errors else {}
    said = str(first.get("description") or _first_line(error)).rstrip(".")
    near = str(first.get("highlight") or "")
    column = int(first.get("col") or 1) - max(len(near) - 1, 0)
    return Refused(
        f"this cannot be read: {said}"
        + (f", at {near!r}" if near else "")
        + (": names stand in double quotes" if near == "`" else ""),
        check=statement.check,
        place=(int(first.get("line") or 1), max(column, 1)),
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")[:200]


def check_size(statement: Statement) -> None:
    """No more of anything than a question about a shop needs."""
    deepest = _gather(statement)
    if deepest > 4 * MAX_DEPTH:
        statement.refuse(f"the parts of this lie more than {4 * MAX_DEPTH} deep in one another")
    counted = (
        (exp.SetOperation, MAX_SETS - 1, f"more than {MAX_SETS} queries are put together by UNION and the like"),
        (exp.CTE, MAX_CTES, f"there are more than {MAX_CTES} queries after WITH"),
        (exp.Join, MAX_JOINS_IN_ALL, f"there are more than {MAX_JOINS_IN_ALL} joins"),
    )
    for kind, most, said in counted:
        found = list(statement.of(kind))
        if len(found) > most:
            statement.refuse(said, found[most])
    for node in statement.of(exp.Select, exp.Table, exp.Subquery):
        if len(node.args.get("joins") or ()) > MAX_JOINS:
            statement.refuse(f"more than {MAX_JOINS} joins in one query", node)
    for node in statement.of(exp.In, exp.Array, exp.Tuple, exp.Cube, exp.Values):
        pivoted = isinstance(node, exp.In) and isinstance(node.parent, exp.Pivot)
        most = MAX_PIVOTED if pivoted else MAX_GROUPINGS if isinstance(node, exp.Cube) else MAX_LIST
        if len(node.expressions) > most:
            statement.refuse(f"there are more than {most} values in one list", node)


def _gather(statement: Statement) -> int:
    """Fill in the statement's nodes, a node before its parts, and return how deep the deepest lies."""
    nodes, kinds = statement.nodes, statement.kinds
    waiting, deepest = [(statement.tree, 1)], 0
    while waiting:
        node, depth = waiting.pop()
        nodes.append(node)
        kinds.setdefault(type(node), []).append(node)
        deepest = max(deepest, depth)
        if len(nodes) > MAX_NODES:
            statement.refuse(f"there are more than {MAX_NODES} parts")
        # a chain of ANDs or a sum is a ladder in the tree; what counts is how deep things lie in one another
        if depth > MAX_DEPTH and not isinstance(node, exp.Connector | exp.Binary | exp.SetOperation):
            statement.refuse(f"the parts of this lie more than {MAX_DEPTH} deep in one another", node)
        waiting += [(part, depth + 1) for part in parts_of(node)]
    return deepest


def check_nodes(statement: Statement) -> None:
    """Every part of the tree is of a known kind, and has nothing that parts of its kind do not have."""
    for kind, found in statement.kinds.items():
        allowed = NODES.get(kind)
        if allowed is None:
            said = SAID.get(kind, kind.__name__.upper())
            statement.refuse(f"this is not among what a question is made of: {said}", found[0])
        worded = not issubclass(kind, exp.Identifier | exp.Literal | exp.Anonymous)  # these may hold any text
        for node in found:
            for name, value in node.args.items():
                if name not in allowed and value not in (None, False, []):
                    said = SAID_OF_ARGUMENTS.get(
                        name, f"{_said(node)} with a part that is not known ({name.rstrip('_')})"
                    )
                    statement.refuse(f"this is not among what a question is made of: {said}", node)
                elif worded and isinstance(value, str) and not _known_word(node, value):
                    statement.refuse(f"{value!r} is not known here", node)
    for node in statement.of(exp.Struct):
        if not all(_is_pair(one) for one in node.expressions):
            statement.refuse("between braces stand names and their values: {'name': value}", node)
    for node in statement.of(exp.Star):
        if isinstance(node.parent, exp.Anonymous) and node.parent.name.lower() != "count":
            hint = INSTEAD.get(node.parent.name.lower())
            statement.refuse(f"* is no argument of {node.parent.name}" + (f": {hint}" if hint else ""), node)
    _check_types(statement)


def _is_pair(node: exp.Expr) -> bool:
    return isinstance(node, exp.PropertyEQ) and isinstance(node.this, exp.Identifier | exp.Literal)


def _known_word(node: exp.Expr, value: str) -> bool:
    if isinstance(node, exp.Var):
        return value.upper() in VARS
    return value.upper() in WORDS or value in WORDS


def _said(node: exp.Expr) -> str:
    return type(node).__name__.upper()


def _check_types(statement: Statement) -> None:
    """Values are cast to plain types alone; their names are no names of types that the file or a program defines."""
    for node in statement.of(exp.DataType):
        if not isinstance(node.this, exp.DType) or node.this.name not in TYPES:
            statement.refuse(f"a value is not cast to {node.sql()} here", node.parent or node)
