"""Texts: exact words, the right length, and a template whenever the model is not to be trusted."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from ai.model import Model, ModelUnavailable, open_model
from ai.texts import LIMITS, Occasion, TextRequest, fault_of, prompt_of, write_text
from munim.errors import Invalid
from munim.settings import Settings
from tests.ai.provider import Provider

EVERY_FORM = list(itertools.product(get_args(Occasion), ("en", "hi"), ("warm", "crisp"), ("sms", "whatsapp")))
FORMS = [("Kaju Katli 1 kg", "₹899"), ("Kaju Katli 1 kg", ""), ("", "₹1,12,450.50")]


def request(**given: Any) -> TextRequest:
    values: dict[str, Any] = {
        "occasion": "diwali",
        "shop": "Sharma Sweets",
        "offer": "Kaju Katli 1 kg",
        "price": "₹899",
    }
    return TextRequest(**values | given)


@pytest.mark.parametrize(("offer", "price"), FORMS)
@pytest.mark.parametrize(("occasion", "language", "tone", "channel"), EVERY_FORM)
def test_every_template_keeps_shop_offer_and_price_within_the_length(
    occasion: Occasion, language: Any, tone: Any, channel: Any, offer: str, price: str
) -> None:
    written = write_text(
        request(occasion=occasion, language=language, tone=tone, channel=channel, offer=offer, price=price)
    )

    assert all(words in written.text for words in ("Sharma Sweets", offer, price))
    assert len(written.text) <= LIMITS[channel]
    assert "{" not in written.text
    assert not re.search(r"  |\n\n\n| [.,!।]", written.text)
    assert written.maker == f"template {occasion}.{language}.{tone}"
    assert (written.prompt, written.fallback_reason) == (None, None)


@pytest.mark.parametrize("occasion", [name for name in get_args(Occasion) if name != "payment_reminder"])
@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_wishes_alone_need_no_offer(occasion: Occasion, channel: Any) -> None:
    text = write_text(request(occasion=occasion, channel=channel, offer="", price="")).text

    assert "Sharma Sweets" in text
    assert not re.search(r"\d|₹", text)


def test_a_hindi_text_is_written_in_devanagari_with_the_price_as_given() -> None:
    text = write_text(request(language="hi", channel="sms")).text

    assert text == "Sharma Sweets की ओर से शुभ दीपावली! Kaju Katli 1 kg, सिर्फ़ ₹899 में। आपका घर रोशन रहे।"


def test_an_english_text_reads_as_written() -> None:
    assert (
        write_text(request(channel="sms", tone="crisp")).text
        == "Sharma Sweets Diwali offer. Kaju Katli 1 kg: ₹899. Visit us today."
    )


def test_a_long_offer_costs_the_text_its_closing_never_its_words() -> None:
    offer = "Assorted dry fruit gift box with saffron pista, kaju and anjeer, 1 kg, festive pack"

    text = write_text(request(channel="sms", offer=offer)).text

    assert text == f"Happy Diwali from all of us at Sharma Sweets! {offer}, just ₹899."


def test_an_offer_too_long_for_an_sms_is_refused() -> None:
    with pytest.raises(Invalid, match="160 characters"):
        write_text(request(channel="sms", offer="x" * 160))


def test_braces_in_the_words_given_stay_braces() -> None:
    written = write_text(request(channel="sms", offer="Box {price} {shop}", shop="{line}", price="₹1"))

    assert "Box {price} {shop}" in written.text
    assert "{line}" in written.text


def test_a_reminder_without_amount_or_bill_and_a_text_without_shop_are_refused() -> None:
    with pytest.raises(Invalid):
        write_text(request(occasion="payment_reminder", offer="", price=" "))
    with pytest.raises(Invalid):
        write_text(request(shop="  "))


def test_the_model_writes_and_is_told_the_request_alone(model: Model, provider: Provider) -> None:
    provider.will_write(" Sharma Sweets wishes you light! Kaju Katli 1 kg for ₹899. \n")

    written = write_text(request(), model=model)

    assert written.text == "Sharma Sweets wishes you light! Kaju Katli 1 kg for ₹899."
    assert (written.maker, written.fallback_reason) == ("text-model", None)
    path, body, authorization = provider.requests[0]
    assert (path, body["model"], authorization) == ("/v1/chat/completions", "text-model", "Bearer key-of-the-test")
    assert body["messages"][1]["content"] == written.prompt == prompt_of(request())


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("Happy Diwali from Sharma Sweets! Kaju Katli 1kg for ₹899", "'Kaju Katli 1 kg'"),
        ("Happy Diwali from Sharma Sweets! Kaju Katli 1 kg for ₹ 899", "'₹899'"),
        ("Happy Diwali! Kaju Katli 1 kg for ₹899", "'Sharma Sweets'"),
        ("Sharma Sweets: Kaju Katli 1 kg ₹899, was ₹1,200", "a number that was not given"),
        ("Sharma Sweets: Kaju Katli 1 kg ₹899, ५०% छूट", "a number that was not given"),
        ("Sharma Sweets: Kaju Katli 1 kg ₹899 www.sharma.example", "link"),
        ("Dear [name], Sharma Sweets: Kaju Katli 1 kg ₹899", "placeholder"),
        ("Sharma Sweets: Kaju Katli 1 kg ₹899 " + "x" * 700, "longer than 700"),
    ],
)
def test_a_model_that_bends_the_words_is_replaced_by_the_template(
    model: Model, provider: Provider, written: str, reason: str
) -> None:
    provider.will_write(written)

    result = write_text(request(), model=model)

    assert result.text == write_text(request()).text
    assert result.maker == "template diwali.en.warm"
    assert reason in (result.fallback_reason or "")
    assert result.prompt is not None


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (401, "invalid_api_key", "key is not accepted"),
        (403, "", "does not allow this model"),
        (404, "model_not_found", "does not know this model"),
        (400, "content_policy_violation", "moderation refused"),
        (400, "", "refused the request (400)"),
        (429, "rate_limit_exceeded", "limit or budget"),
        (500, "", "fault of its own"),
    ],
)
def test_whatever_the_provider_answers_a_text_is_made_and_the_reason_said(
    model: Model, provider: Provider, status: int, code: str, reason: str
) -> None:
    provider.will_refuse(status, code=code, message="the prompt was: Sharma Sweets")

    result = write_text(request(), model=model)

    assert result.text == write_text(request()).text
    assert reason in (result.fallback_reason or "")
    assert "Sharma" not in (result.fallback_reason or "")


def test_a_refusal_or_an_empty_answer_is_a_failure_that_says_so(model: Model, provider: Provider) -> None:
    provider.will_write(None, refusal="I cannot")
    provider.will_write("half", finish_reason="content_filter")
    provider.will_write("   ")
    provider.will_answer(200, {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "choices": []})

    for reason in ("refused", "refused", "nothing", "refused"):
        with pytest.raises(ModelUnavailable, match=reason):
            model.write_text("p", instructions="i")


def test_a_passing_fault_is_tried_again(provider: Provider) -> None:
    provider.will_refuse(503)
    provider.will_write("hello")

    assert (
        Model("k", url=provider.url, text_model="t", image_model="i", retries=1).write_text("p", instructions="i")
        == "hello"
    )


def test_an_endpoint_that_is_not_there_is_said_to_be_unreachable() -> None:
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        Model("k", url="http://127.0.0.1:9/v1", text_model="t", image_model="i", retries=0).write_text(
            "p", instructions="i"
        )


def test_without_a_key_there_is_no_model(tmp_path: Path) -> None:
    assert open_model(Settings(var=tmp_path)) is None


def test_the_settings_name_endpoint_and_models(tmp_path: Path, provider: Provider) -> None:
    model = open_model(
        Settings(var=tmp_path, model_key="k", model_url=provider.url, model="little", image_model="painter")
    )
    provider.will_write("hello")

    assert model is not None
    assert model.write_text("p", instructions="i") == "hello"
    assert (model.text_model, model.image_model) == ("little", "painter")
    assert provider.requests[0][1]["model"] == "little"


def test_a_price_that_is_part_of_the_offer_is_no_strange_number() -> None:
    asked = request(offer="Box ₹899 only", price="₹899")

    assert fault_of("Sharma Sweets: Box ₹899 only, ₹899", asked) is None
