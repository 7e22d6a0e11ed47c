"""T-5: to every route, what belongs to another business is what does not exist."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from litestar import Litestar
from litestar.datastructures import UploadFile
from litestar.routes import HTTPRoute

from api.documentation import openapi_document
from api.guards import signed_in, works_here
from tests.api.belongings import LINE, fill_shop
from tests.api.conftest import Person

# A body that each write takes, so that the id is what decides.
BODIES: dict[str, Any] = {
    "PUT /api/deliveries/{delivery_id}": {"quantity": 1, "reason": "wrong"},
    "PUT /api/deliveries/routes/{route_id}": {"name": "A"},
    "POST /api/deliveries/routes/{route_id}/day": {"business_date": "2026-01-01"},
    "POST /api/deliveries/routes/{route_id}/bills": {},
    "PUT /api/deliveries/standing-orders/{standing_order_id}": {
        "route_id": "00000000-0000-0000-0000-000000000000",
        "starts": "2026-01-01",
    },
    "PUT /api/deliveries/standing-orders/{standing_order_id}/terms": {"from_date": "2026-01-01", "quantity": 1},
    "POST /api/series/{series_id}/lease": {"device_id": str(uuid4())},
    "PUT /api/customers/{customer_id}": {"name": "A"},
    "PUT /api/suppliers/{supplier_id}": {"name": "A"},
    "PUT /api/products/{product_id}": {"sku": "A", "name": "A", "price": 1},
    "PUT /api/billing/{bill_id}": {"lines": [LINE]},
    "PUT /api/accounts/{account_code}": {"name": "A"},
    "PUT /api/expenses/{expense_id}": {"amount": 1, "category": "rent", "method": "cash"},
    "PUT /api/goals/{goal_id}": {"amount": 1},
    "PUT /api/schedules/{schedule_id}": {"local_time": "08:00:00", "order": {"report": "weekly-sales"}},
    "POST /api/schedules/{schedule_id}/send-now": {},
    "POST /api/schedules/{schedule_id}/runs/{run_id}/send-again": {},
    "PUT /api/saved-reports/{saved_report_id}": {"name": "A", "query": {"metrics": ["orders"]}},
    "PUT /api/ai/questions/{question_id}": {"question": "sales", "query": {"metrics": ["orders"]}},
    "POST /api/expenses/{expense_id}/cancel": {"reason": "wrong"},
    "POST /api/accounts/transfers/{transfer_id}/cancel": {"reason": "wrong"},
    "POST /api/customers/{customer_id}/statement/link": {},
    "POST /api/suppliers/{supplier_id}/statement/link": {},
    "POST /api/customers/{customer_id}/identity-numbers": {"other": "1234"},
    "POST /api/suppliers/{supplier_id}/bank-numbers": {"bank_account": "1234"},
    "POST /api/accounts/{account_code}/bank-numbers": {"bank_account": "1234"},
    "POST /api/business/{business_id}/bank-numbers": {"bank_account": "1234"},
    "PUT /api/business/{business_id}": {"name": "A"},
    "PUT /api/business/{business_id}/members/{user_id}": {"role": "viewer"},
    "POST /api/business/{business_id}/logo": {},
    "POST /api/business/{business_id}/members": {"email": "a@example.com", "role": "viewer"},
    "POST /api/customers/{customer_id}/payments": {"amount": 1, "method": "cash"},
    "POST /api/products/{product_id}/stock": {"quantity": 1, "note": "found"},
    "POST /api/products/{product_id}/stock/value": {"unit_cost": 1, "note": "last bill"},
    "PUT /api/products/{product_id}/units": {"units": []},
    "POST /api/stock-takes/{stock_take_id}/counts": {"counts": [{"product_id": str(uuid4()), "counted": 1}]},
    "POST /api/billing/{bill_id}/payments": {"amount": 1, "method": "cash"},
    "POST /api/billing/{bill_id}/cancel": {"reason": "wrong"},
    "POST /api/billing/{bill_id}/credit": {"reason": "wrong"},
    "POST /api/billing/{bill_id}/debit": {"reason": "wrong", "lines": [{"position": 1, "increase": 1}]},
    "POST /api/billing/{bill_id}/issue": {},
    "POST /api/billing/{bill_id}/convert": {},
    "POST /api/billing/{credit_note_id}/allocations": {},
    "POST /api/billing/{bill_id}/write-off": {"reason": "small"},
    "POST /api/billing/{bill_id}/send": {},
    "POST /api/billing/{bill_id}/remind": {},
    "POST /api/billing/{bill_id}/e-way-bill.json": {"distance_km": 10, "vehicle_number": "MH12AB1234"},
    "POST /api/rentals/challans/{challan_id}/e-way-bill.json": {"distance_km": 10, "vehicle_number": "MH12AB1234"},
    "POST /api/payments/{payment_id}/allocations": {},
    "POST /api/payments/{payment_id}/reverse": {"reason": "wrong"},
    "POST /api/payments/{payment_id}/cheque/deposit": {},
    "POST /api/payments/{payment_id}/cheque/clear": {},
    "POST /api/payments/{payment_id}/cheque/bounce": {"reason": "no funds"},
    "POST /api/cash-counts/{count_id}/reverse": {"reason": "wrong"},
    "PUT /api/rentals/bookings/{booking_id}": {
        "customer_id": "00000000-0000-0000-0000-000000000000",
        "starts_on": "2026-01-01",
        "ends_on": "2026-01-02",
        "lines": [],
    },
    "POST /api/rentals/bookings/{booking_id}/decline": {"reason": "closed"},
    "POST /api/rentals/bookings/{booking_id}/cancel": {"reason": "rain"},
    "POST /api/rentals/bookings/{booking_id}/advances": {"amount": 1, "method": "cash"},
    "POST /api/rentals/challans/{challan_id}/returns": {"lines": [{"position": 1, "quantity": 1}]},
    "POST /api/rentals/challans/{challan_id}/extend": {"due_on": "2026-12-31"},
    "POST /api/rentals/challans/{challan_id}/cancel": {"reason": "wrong"},
    "POST /api/rentals/deposits/{deposit_id}/refund": {"method": "cash"},
    "POST /api/rentals/deposits/{deposit_id}/apply": {"bill_id": "00000000-0000-0000-0000-000000000000"},
    "POST /api/rentals/deposits/{deposit_id}/forfeit": {"reason": "gone"},
    "PUT /api/purchases/orders/{order_id}": {"supplier_id": str(uuid4()), "lines": [LINE]},
    "POST /api/purchases/orders/{order_id}/issue": {},
    "POST /api/purchases/orders/{order_id}/cancel": {"reason": "wrong"},
    "POST /api/purchases/orders/{order_id}/close": {"reason": "wrong"},
    "POST /api/purchases/receipts/{receipt_id}/return": {"reason": "wrong"},
    "POST /api/purchases/bills/{supplier_bill_id}/cancel": {"reason": "wrong"},
    "POST /api/purchases/bills/{supplier_bill_id}/return": {"reason": "wrong"},
    "POST /api/purchases/returns/{purchase_return_id}/allocations": {},
    "POST /api/purchases/payments/{supplier_payment_id}/allocations": {},
    "POST /api/purchases/payments/{supplier_payment_id}/reverse": {"reason": "wrong"},
}


# The name in these paths is the same for every business.
NOBODYS = {"/api/reports/{slug}", "/api/reports/{slug}/rows"}


def guarded(app: Litestar) -> list[tuple[str, Any]]:
    """Every method and path template that needs a caller."""
    return [
        (f"{method} {re.sub(r':[a-z]+', '', route.path)}", handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
        if method != "OPTIONS" and not handler.opt.get("for_everybody")
    ]


def test_every_route_says_who_may_use_it(app: Litestar) -> None:
    for name, handler in guarded(app):
        guards = [getattr(guard, "func", guard) for guard in handler.resolve_guards()]
        assert any(hasattr(guard, "permission") or guard in (signed_in, works_here) for guard in guards), name


def test_every_body_refuses_fields_it_does_not_know(app: Litestar) -> None:
    for route in app.routes:
        for handler, _ in getattr(route, "route_handler_map", {}).values():
            field = handler.parsed_data_field
            if field is None:
                continue
            kinds = [inner.annotation for inner in field.inner_types] if field.is_union else [field.annotation]
            for kind in kinds:
                if kind not in (type(None), list[UploadFile]):  # an upload is files alone
                    assert kind.__struct_config__.forbid_unknown_fields, (handler.operation_id, kind)


@pytest.fixture
def belongings(register: Any) -> tuple[Person, dict[str, str]]:
    """Somebody else's shop, and the ids of what is in it by path parameter."""
    other = register(name="The Other Shop")
    return other, fill_shop(other)


def test_the_sweep_knows_an_id_for_every_path_and_a_body_for_every_write(
    app: Litestar, belongings: tuple[Person, dict[str, str]]
) -> None:
    """Whoever adds a route adds what the sweep below needs of it, or the sweep would prove nothing of that route."""
    _, theirs = belongings
    routes = dict(guarded(app))

    asked = {parameter for name in routes for parameter in re.findall(r"{(\w+)}", name)}
    written = {name for name, handler in routes.items() if "{" in name and _has_body(handler)}

    assert asked - theirs.keys() == set(), "fill_shop in belongings.py makes none of these"
    assert written - BODIES.keys() == set(), "BODIES has none of these"
    assert BODIES.keys() - routes.keys() == set(), "BODIES of routes there are not"


def _has_body(handler: Any) -> bool:
    """Whether a route cannot be asked without a body of its own."""
    field = handler.parsed_data_field
    return field is not None and not field.is_optional


def test_t5_what_is_anothers_is_answered_byte_for_byte_as_what_is_missing(
    app: Litestar, owner: Person, belongings: tuple[Person, dict[str, str]]
) -> None:
    other, theirs = belongings
    missing = {name: "999999999" if name == "business_id" else str(uuid4()) for name in theirs}
    swept = 0
    for name, _ in guarded(app):
        method, template = name.split(" ")
        if "{" not in template or template in NOBODYS:
            continue
        answers = []
        for ids in (theirs, missing):
            headers = {"if-match": '"1"', "x-request-id": "the-same-for-both", "idempotency-key": uuid4().hex}
            if "business_id" in template and "user_id" in template:
                ids = {**ids, "business_id": str(owner.business_id)}
            path = template.format(**ids)
            answer = owner.request(method, path, json=BODIES.get(name), headers=headers)
            body = answer.content
            for value in ids.values():
                # whole: business 40 is not the beginning of a 404
                body = re.sub(rb"\b%s\b" % re.escape(value.encode()), b"*", body)
            kept = {
                key: value
                for key, value in answer.headers.items()
                if key not in ("date", "ratelimit", "content-length")
            }
            answers.append((answer.status_code, body, kept))
        assert answers[0] == answers[1], name
        assert answers[0][0] == 404, (name, answers[0])
        swept += 1
    assert swept >= 25
    assert other.get(f"/api/customers/{theirs['customer_id']}").json()["name"] == "Secret Customer"


# Ids in bodies that name nothing of the shop's own.
OTHERWISE_NAMED = {"device_id", "business_id", "upi_id", "key_id", "transporter_id", "voter_id"}
SUPPLIERS_BILL = {"allocations": [{"bill_id": "{supplier_bill_id}", "amount": 1}]}
SETTLES = {"allocations": [{"bill_id": "{bill_id}", "amount": 1}]}
HIRED = {"starts_on": "{today}", "ends_on": "{today}", "lines": [{"product_id": "{rental_id}"}]}
MONEY = {"amount": 1, "method": "cash"}
# Each write whose body names something, with a body that would do if it named the shop's own: "{customer_id}" is the
# id of a customer, and the test lets one of them at a time be somebody else's.
NAMING: dict[str, Any] = {
    "POST /api/billing": {"customer_id": "{customer_id}", "lines": [{"product_id": "{product_id}"}]},
    "PUT /api/billing/{draft_id}": {"customer_id": "{customer_id}", "lines": [{"product_id": "{product_id}"}]},
    "POST /api/billing/{credit_note_id}/allocations": SETTLES,
    "POST /api/customers/{customer_id}/payments": {**MONEY, **SETTLES},
    "POST /api/payments": {**MONEY, "customer_id": "{customer_id}", **SETTLES},
    "POST /api/payments/{payment_id}/allocations": SETTLES,
    "POST /api/payments/refunds": {**MONEY, "payment_id": "{payment_id}"},
    "POST /api/payments/refunds of a credit note": {**MONEY, "credit_note_id": "{credit_note_id}"},
    "POST /api/stock-takes/{stock_take_id}/counts": {"counts": [{"product_id": "{product_id}", "counted": 1}]},
    "POST /api/expenses": {**MONEY, "category": "rent", "receipt_file_id": "{receipt_file_id}"},
    "PUT /api/expenses/{expense_id}": {**MONEY, "category": "rent", "receipt_file_id": "{receipt_file_id}"},
    "POST /api/purchases/orders": {"supplier_id": "{supplier_id}", "lines": [{**LINE, "product_id": "{product_id}"}]},
    "PUT /api/purchases/orders/{draft_order_id}": {
        "supplier_id": "{supplier_id}",
        "lines": [{**LINE, "product_id": "{product_id}"}],
    },
    "POST /api/purchases/receipts": {
        "supplier_id": "{supplier_id}",
        "lines": [{"product_id": "{product_id}", "unit_price": 1}],
    },
    "POST /api/purchases/receipts of an order": {"order_id": "{order_id}"},
    "POST /api/purchases/bills": {
        "supplier_id": "{supplier_id}", "reference": "S/9", "bill_date": "2026-01-01", "file_id": "{file_id}",
        "lines": [{"receipt_id": "{receipt_id}", "position": 1, "quantity": 1}],
    },
    "POST /api/purchases/payments": {**MONEY, "supplier_id": "{supplier_id}", **SUPPLIERS_BILL},
    "POST /api/purchases/payments/{supplier_payment_id}/allocations": SUPPLIERS_BILL,
    "POST /api/purchases/returns/{purchase_return_id}/allocations": SUPPLIERS_BILL,
    "POST /api/rentals/bookings": {"customer_id": "{customer_id}", **HIRED},
    "PUT /api/rentals/bookings/{booking_id}": {"customer_id": "{customer_id}", **HIRED},
    "POST /api/rentals/challans": {
        "customer_id": "{customer_id}", "due_on": "{today}", "lines": [{"product_id": "{rental_id}"}],
    },
    "POST /api/rentals/challans of a booking": {"booking_id": "{booking_id}"},
    "POST /api/rentals/deposits": {
        **MONEY, "customer_id": "{customer_id}", "booking_id": "{booking_id}", "challan_id": "{challan_id}",
    },
    "POST /api/rentals/deposits/{deposit_id}/apply": {"bill_id": "{bill_id}"},
    "POST /api/rentals/deposits/{deposit_id}/forfeit": {"reason": "gone", "product_id": "{product_id}"},
    "POST /api/deliveries": {
        "entries": [
            {"customer_id": "{customer_id}", "product_id": "{product_id}", "route_id": "{route_id}", "quantity": 1,
             "slot": "evening"},
        ],
    },
    "POST /api/deliveries/bills": {"customer_id": "{customer_id}"},
    "POST /api/deliveries/routes": {"name": "A", "customer_ids": ["{customer_id}"], "staff_id": "{user_id}"},
    "PUT /api/deliveries/routes/{route_id}": {"name": "A", "customer_ids": ["{customer_id}"], "staff_id": "{user_id}"},
    "POST /api/deliveries/routes/{route_id}/day": {
        "business_date": "2026-01-01",
        "changes": [{"customer_id": "{customer_id}", "product_id": "{product_id}", "quantity": 1}],
    },
    "POST /api/deliveries/standing-orders": {
        "customer_id": "{customer_id}", "product_id": "{product_id}", "route_id": "{route_id}", "quantity": 1,
        "starts": "2027-01-01", "slot": "evening",
    },
    "PUT /api/deliveries/standing-orders/{standing_order_id}": {"route_id": "{route_id}", "starts": "2026-01-01"},
    "POST /api/schedules": {"local_time": "08:00:00", "order": {"saved_report_id": "{saved_report_id}"}},
    "PUT /api/schedules/{schedule_id}": {"local_time": "08:00:00", "order": {"saved_report_id": "{saved_report_id}"}},
}  # fmt: skip
PLACE = re.compile(r"{(\w+)}")


def test_t5_every_body_that_names_something_is_swept(app: Litestar) -> None:
    document = openapi_document(app)
    swept = {
        (_template(name.split(" of ")[0]), field) for name, body in NAMING.items() for field in _id_fields_of(body)
    }

    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            contents = operation.get("requestBody", {}).get("content", {})
            named = {field for content in contents.values() for field in _id_fields(content["schema"], document)}
            for field in named - OTHERWISE_NAMED:
                assert (_template(f"{method.upper()} {path}"), field) in swept


def _template(name: str) -> str:
    """A route whatever its parameters are called: the sweep may want a draft where the route takes any bill."""
    return PLACE.sub("{}", name)


def _id_fields_of(body: Any) -> set[str]:
    if isinstance(body, list):
        return set().union(*map(_id_fields_of, body))
    if not isinstance(body, dict):
        return set()
    return {key for key in body if key.endswith(("_id", "_ids"))}.union(*map(_id_fields_of, body.values()))


def _id_fields(schema: dict[str, Any], document: dict[str, Any]) -> set[str]:
    """The fields of a schema, however deep, that are named as ids; a command's own id is its client's to choose."""
    if "$ref" in schema:
        return _id_fields(document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], document)
    fields = schema.get("properties", {})
    below = [*fields.values(), *(one for kind in ("oneOf", "anyOf", "allOf") for one in schema.get(kind, ()))]
    below += [schema["items"]] if "items" in schema else []
    return {name for name in fields if name.endswith(("_id", "_ids"))}.union(
        *(_id_fields(one, document) for one in below)
    )


def test_t5_ids_in_bodies_reach_nothing_of_anothers(owner: Person, belongings: tuple[Person, dict[str, str]]) -> None:
    """With one id of another shop's, each body is answered as with an id of nothing; with our own it is not."""
    _, theirs = belongings
    today = owner.get("/api/activity").json()["items"][0]["business_date"]
    mine = {**fill_shop(owner), "today": today}
    missing = {name: str(uuid4()) for name in mine}

    for name, body in NAMING.items():
        method, path = name.split(" of ")[0].split(" ")
        for place in sorted(set(PLACE.findall(str(body))) - {"today"}):
            answers = [
                owner.request(
                    method,
                    path.format(**mine),
                    json=_named(body, {**mine, place: ids[place]}),
                    headers={"if-match": '"1"'},
                )
                for ids in (theirs, missing)
            ]
            told = [
                (answer.status_code, _without(answer.content, {*theirs.values(), *missing.values()}))
                for answer in answers
            ]
            assert told[0] == told[1], (name, place)
            refused = answers[0].json()
            named = refused["code"] in ("not_found", "unknown_reference") or refused["param"].endswith(place)
            assert told[0][0] in (400, 404) and named, (name, place, refused)


def _named(body: Any, ids: dict[str, str]) -> Any:
    if isinstance(body, dict):
        return {key: _named(value, ids) for key, value in body.items()}
    if isinstance(body, list):
        return [_named(one, ids) for one in body]
    return PLACE.sub(lambda found: ids[found[1]], body) if isinstance(body, str) else body


def _without(content: bytes, ids: set[str]) -> bytes:
    """An answer without what is of its request alone."""
    content = re.sub(rb'"request_id":"[^"]*"', b"", content)
    for value in ids:
        content = re.sub(rb"\b%s\b" % re.escape(value.encode()), b"*", content)
    return content


# Filters of lists that take an id; of what, where the filter is not named as the path parameter is.
FILTERS = {
    "/api/activity": ["subject_id=bill_id"],
    "/api/billing": ["customer_id"],
    "/api/payments": ["customer_id", "bill_id"],
    "/api/cheques": ["customer_id"],
    "/api/purchases/orders": ["supplier_id"],
    "/api/purchases/receipts": ["supplier_id", "order_id"],
    "/api/purchases/bills": ["supplier_id"],
    "/api/purchases/returns": ["supplier_id", "bill_id=supplier_bill_id"],
    "/api/purchases/payments": ["supplier_id"],
    "/api/rentals/availability": ["product_id=rental_id"],
    "/api/rentals/bookings": ["customer_id", "product_id=rental_id"],
    "/api/rentals/challans": ["customer_id"],
    "/api/rentals/deposits": ["customer_id", "challan_id", "booking_id"],
    "/api/deliveries": ["customer_id", "product_id", "route_id"],
    "/api/deliveries/standing-orders": ["route_id", "customer_id", "product_id"],
}


def test_t5_a_filter_by_anothers_id_finds_nothing(owner: Person, belongings: tuple[Person, dict[str, str]]) -> None:
    other, theirs = belongings

    for path, names in FILTERS.items():
        for name in names:
            parameter, _, of = name.partition("=")
            asked = f"{path}?{parameter}={theirs[of or parameter]}"
            answer = owner.get(asked)
            assert answer.status_code == 404 or _found(answer.json()) == [], asked
            assert _found(other.get(asked).json()), f"{asked} would find nothing in its own shop"


def _found(answer: Any) -> Any:
    return answer if isinstance(answer, list) else answer["items"]


def test_t5_nobody_signs_in_to_anothers_business(owner: Person, belongings: tuple[Person, dict[str, str]]) -> None:
    _, theirs = belongings

    assert owner.post("/api/auth/business", {"business_id": int(theirs["business_id"])}).status_code == 404


def test_t5_an_id_or_number_taken_elsewhere_is_free_here(
    owner: Person, belongings: tuple[Person, dict[str, str]]
) -> None:
    _, theirs = belongings

    same_id = owner.post("/api/customers", {"id": theirs["customer_id"], "name": "Mine"})
    same_sku = owner.post("/api/products", {"sku": "S", "name": "Mine", "price": 1})

    assert (same_id.status_code, same_sku.status_code) == (201, 201)


def test_a_token_of_one_business_opens_no_other_in_lists(
    owner: Person, belongings: tuple[Person, dict[str, str]]
) -> None:
    for path in (
        "/api/suppliers",
        "/api/products",
        "/api/billing",
        "/api/payments",
        "/api/activity/messages",
        "/api/ai/content",
        "/api/purchases/orders",
        "/api/purchases/receipts",
        "/api/purchases/bills",
        "/api/purchases/returns",
        "/api/purchases/payments",
    ):
        assert owner.get(path).json()["items"] == [], path
    assert [one["is_walk_in"] for one in owner.get("/api/customers").json()["items"]] == [True]
