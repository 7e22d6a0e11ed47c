"""Questions over HTTP: one after the other, marked as right, in the shop's own words, settled where they were open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from billing.memberships import add_member
from etl.mirror import run_mirror
from munim.database import Database
from munim.settings import Settings
from tests.api.conftest import PASSWORD, Clock, Person

BY_PRODUCT = {"metrics": ["net_sales"], "by": ["product"], "period": "today"}


@pytest.fixture
def mirror(owner: Person, mirror_url: str, settings: Settings) -> Callable[[], None]:
    """Copies the owner's business into its mirror."""
    return lambda: run_mirror(mirror_url, settings.mirror_folder, businesses=[owner.business_id]) and None


@pytest.fixture
def shop(owner: Person, mirror: Callable[[], None]) -> Person:
    """An owner who sold tea to Ramesh Traders for 30.00 and rice to Suresh Stores for 40.00 today."""
    for name, product, price in (("Ramesh Traders", "Tea", 30), ("Suresh Stores", "Rice", 40)):
        customer = owner.post("/api/customers", {"name": name}).json()
        goods = owner.post(
            "/api/products", {"sku": product, "name": product, "price": price, "opening_stock": 9}
        ).json()
        lines = [{"product_id": goods["id"], "quantity": 1}]
        sold = owner.post("/api/billing?issue=true", {"customer_id": customer["id"], "lines": lines})
        assert sold.status_code == 201, sold.text
    mirror()
    return owner


@pytest.fixture
def colleague(shop: Person, register: Callable[..., Person], database: Database) -> Callable[[str], Person]:
    """Somebody of a role who works in the owner's shop."""

    def join(role: str) -> Person:
        other = register(name="A Shop of Their Own")
        with database.business(shop.business_id) as session:
            add_member(
                session, UUID(other.session["user"]["user_id"]), role, permissions=frozenset(), at=datetime.now(UTC)
            )
        switched = other.post("/api/auth/business", {"business_id": shop.business_id})
        return Person(other.client, other.email, switched.json())

    return join


def ask(person: Person, question: str, **body: Any) -> dict[str, Any]:
    answer = person.post("/api/ai/ask", {"question": question, **body})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def figures(answer: dict[str, Any]) -> list[list[str]]:
    found: list[list[str]] = answer["shown"]
    return found


def test_a_follow_up_changes_the_question_that_is_sent_along(shop: Person) -> None:
    first = ask(shop, "sales by product today")

    then = ask(shop, "only Ramesh", previous={"query": first["query"]})

    assert figures(first) == [["Rice", "₹40.00"], ["Tea", "₹30.00"]]
    assert (figures(then), then["source"]) == ([["Tea", "₹30.00"]], "follow-up")
    assert then["changed"] == ["customer: all → only Ramesh Traders"]
    assert then["kept"][:2] == ["net sales", "by product"]
    assert "Ramesh Traders" in then["reading"]


def test_a_conversation_is_kept_for_who_asks_and_goes_on_where_it_stopped(shop: Person) -> None:
    here = str(uuid4())

    ask(shop, "sales by product today", conversation=here)
    ask(shop, "qwerty", conversation=here)
    ask(shop, "only Suresh", conversation=here)
    seen = ask(shop, "as a table", conversation=here)
    turns = shop.get(f"/api/ai/conversations/{here}").json()["turns"]

    assert figures(seen) == [["Rice", "₹40.00"]]
    assert seen["chart"] == {"kind": "table", "spec": None}
    assert [(turn["turn"], turn["question"], turn["status"]) for turn in turns] == [
        (1, "sales by product today", "answered"),
        (2, "qwerty", "refused"),
        (3, "only Suresh", "answered"),
        (4, "as a table", "answered"),
    ]


def test_what_follows_a_report_changes_the_report_and_nothing_asked_before_it(shop: Person) -> None:
    """It used to change the figures asked for before the report."""
    here = str(uuid4())

    ask(shop, "sales by customer today", conversation=here)
    ask(shop, "ageing", conversation=here)
    narrowed = ask(shop, "only Suresh", conversation=here)
    refused = ask(shop, "by category?", conversation=here)

    assert (narrowed["source"], narrowed["report"]["slug"]) == ("follow-up", "receivables-ageing")
    assert "customer%3A" in narrowed["report"]["address"]
    assert refused["status"] == "refused"
    assert "can be asked for other days, and of one of city, customer alone" in refused["sentence"]


def test_a_conversation_that_is_ended_is_gone_and_nobody_elses_is_found(
    shop: Person, colleague: Callable[[str], Person]
) -> None:
    here = str(uuid4())
    ask(shop, "sales today", conversation=here)
    manager = colleague("manager")

    foreign = manager.get(f"/api/ai/conversations/{here}")
    added = manager.post("/api/ai/ask", {"question": "sales today", "conversation": here})
    ended = shop.request("DELETE", f"/api/ai/conversations/{here}")

    assert (foreign.status_code, added.status_code, ended.status_code) == (404, 404, 204)
    assert shop.get(f"/api/ai/conversations/{here}").status_code == 404


def test_an_answer_marked_as_right_comes_first_word_for_word_or_with_another_name(shop: Person) -> None:
    """ "How is X doing" means nothing to the reader; once an accountant has said what, it does for everybody."""
    known = ask(shop, "sales to ramesh today")
    kept = shop.post(
        "/api/ai/questions",
        {"question": "how is ramesh doing today", "query": known["written_query"], "verified": True},
    )
    assert kept.status_code == 201, kept.text

    same = ask(shop, "How is Ramesh doing today?")
    other = ask(shop, "how is suresh doing today")
    unknown = ask(shop, "how is thangavelu doing today")

    assert (same["source"], figures(same)) == ("verified", [["₹30.00"]])
    assert (other["source"], figures(other)) == ("verified", [["₹40.00"]])
    assert unknown["status"] == "refused"
    assert {slot["part"] for slot in kept.json()["slots"]} == {"period", "where.customer"}


def test_a_time_in_a_question_marked_as_right_is_the_one_meant_today(
    shop: Person, clock: Clock, mirror: Callable[[], None]
) -> None:
    known = ask(shop, "sales today")
    shop.post("/api/ai/questions", {"question": "takings of today", "query": known["written_query"], "verified": True})

    clock.pass_time(days=2)
    shop.session = shop.client.post("/api/auth/login", json={"email": shop.email, "password": PASSWORD}).json()
    later = ask(shop, "takings of today")
    before = ask(shop, "takings of yesterday")

    assert (later["source"], later["status"]) == ("verified", "empty")
    assert later["query"]["period"]["start"] > known["query"]["period"]["start"]
    assert before["query"]["period"]["end"] == later["query"]["period"]["start"]


def test_only_an_owner_or_accountant_marks_an_answer_as_right(shop: Person, colleague: Callable[[str], Person]) -> None:
    asked = {"question": "takings today", "query": {"metrics": ["collections"], "period": "today"}, "verified": True}

    told = {role: colleague(role).post("/api/ai/questions", asked).status_code for role in ("manager", "accountant")}

    assert told == {"manager": 403, "accountant": 201}


def test_a_kept_question_is_answered_changed_and_archived(shop: Person) -> None:
    kept = shop.post("/api/ai/questions", {"question": "What sold today", "query": BY_PRODUCT}).json()

    answer = shop.get(f"/api/ai/questions/{kept['id']}/answer").json()
    changed = shop.put(
        f"/api/ai/questions/{kept['id']}",
        {"question": "What sold today", "query": {**BY_PRODUCT, "by": ["category"]}, "archived": True},
        version=kept["version"],
    )

    assert figures(answer) == [["Rice", "₹40.00"], ["Tea", "₹30.00"]]
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert shop.get("/api/ai/questions").json()["items"] == []
    assert len(shop.get("/api/ai/questions?archived=true").json()["items"]) == 1


@pytest.mark.parametrize(
    ("query", "param"),
    [({"metrics": ["weather"]}, "/metrics/0"), ({"metrics": []}, "/metrics"), ({"colour": 1}, "/query")],
)
def test_a_question_that_means_nothing_is_not_kept(shop: Person, query: dict[str, Any], param: str) -> None:
    answer = shop.post("/api/ai/questions", {"question": "how is it", "query": query})

    assert answer.status_code == 400, answer.text


def test_a_word_of_the_shops_own_is_read_once_it_is_told(shop: Person) -> None:
    before = ask(shop, "golak today")
    added = shop.post("/api/ai/synonyms", {"phrase": "Golak", "means": "net sales"})

    after = ask(shop, "golak today")

    assert (before["status"], before["unused"]) == ("refused", ["golak"])
    assert added.status_code == 201, added.text
    assert (after["status"], figures(after)) == ("answered", [["₹70.00"]])
    assert after["corrections"] == [["golak", "net sales"]]
    assert after["sentence"].startswith("I read “golak” as “net sales”.")
    assert shop.request("DELETE", f"/api/ai/synonyms/{added.json()['id']}").status_code == 204
    assert ask(shop, "golak today")["status"] == "refused"
    assert shop.get("/api/ai/synonyms").json() == []


def test_a_word_is_told_once_and_only_by_words_that_are_understood(shop: Person) -> None:
    def add(phrase: str, means: str) -> int:
        return shop.post("/api/ai/synonyms", {"phrase": phrase, "means": means}).status_code

    assert [add("golak", "collections"), add("GOLAK", "net sales"), add("lala", "flibbertigibbet")] == [201, 409, 400]


def test_what_was_chosen_once_is_not_asked_again(shop: Person, mirror: Callable[[], None]) -> None:
    for name in ("Anand Mills", "Anand Stores"):
        shop.post("/api/customers", {"name": name})
    mirror()
    asked = ask(shop, "sales to anand today")
    stores = next(choice for choice in asked["choices"] if "Anand Stores" in choice["reading"])

    ask(shop, "sales to anand today", query=stores["query"])
    again = ask(shop, "sales to anand by product today")
    (remembered,) = shop.get("/api/ai/choices").json()
    forgotten = shop.request("DELETE", f"/api/ai/choices/{remembered['id']}")

    assert (asked["status"], len(asked["choices"])) == ("ask", 2)
    assert (again["status"], again["query"]["where"]) == ("empty", stores["query"]["where"])
    assert remembered["reading"] == stores["reading"]
    assert forgotten.status_code == 204
    assert ask(shop, "sales to anand today")["status"] == "ask"


@pytest.mark.parametrize(
    "question",
    ["", "?", "sales " * 10_000, "\x00\x07\u202e\u0000 sales today", "今日の売上", "x" * 100_000],
    ids=["empty", "a mark", "ten thousand words", "control characters", "another script", "one long word"],
)
def test_bad_input_gets_a_plain_answer(shop: Person, question: str) -> None:
    alone = shop.post("/api/ai/ask", {"question": question})
    after = shop.post("/api/ai/ask", {"question": question, "conversation": str(uuid4())})

    assert (alone.status_code, after.status_code) == (200, 200), alone.text
    assert alone.json()["sentence"]
