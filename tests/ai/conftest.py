"""A model and the provider behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ai.model import Model
from tests.ai.provider import Provider, serving


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving() as provider:
        yield provider


@pytest.fixture
def model(provider: Provider) -> Model:
    """Asks ``provider``, once: what it is told to answer is what comes back."""
    return Model("key-of-the-test", url=provider.url, text_model="text-model", image_model="image-model", retries=0)
