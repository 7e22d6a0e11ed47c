"""The one door to a language model: any endpoint that speaks OpenAI's API, by the ``openai`` SDK.

Nothing about customers may be put into a prompt. Every failure is a ``ModelUnavailable`` that says in words what
went wrong, so that whoever asked can go on without the model and tell why.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from ai.budget import Tokens
from munim.errors import Unavailable
from munim.settings import Settings

if TYPE_CHECKING:
    import openai

T = TypeVar("T")
Message = Mapping[str, str]  # role and content
DEFAULT_URL: Final = "https://api.openai.com/v1"
TEXT_TIME_LIMIT: Final = 30.0  # seconds
PICTURE_TIME_LIMIT: Final = 120.0  # seconds; the largest pictures take about a minute
# sizes every image model draws, as width / height; newer ones draw any multiple of 16
STANDARD_SIZES: Final = {1.0: "1024x1024", 1.5: "1536x1024", 1 / 1.5: "1024x1536"}


class ModelUnavailable(Unavailable):
    """The language model did not answer as asked."""

    code = "model_unavailable"


class Answered(NamedTuple):
    """What the text model wrote, and the tokens the provider counted; None where it did not say."""

    text: str
    spent: Tokens | None


class Model:
    """A text model and an image model behind one endpoint and key."""

    def __init__(self, key: str, *, url: str = "", text_model: str, image_model: str, retries: int = 2) -> None:
        """``url``: of the endpoint, ending in its version; empty: OpenAI's own. Connects to nothing yet."""
        import openai  # 0.4 s that a shop without a key never waits for

        self.text_model = text_model
        self.image_model = image_model
        self._client = openai.OpenAI(
            api_key=key, base_url=url or DEFAULT_URL, timeout=TEXT_TIME_LIMIT, max_retries=retries
        )

    def write_text(self, prompt: str, *, instructions: str) -> str:
        """What the text model answers to ``prompt``, under ``instructions``. Raises ``ModelUnavailable``."""
        answer = _asked(
            lambda: self._client.chat.completions.create(
                model=self.text_model,
                messages=[{"role": "system", "content": instructions}, {"role": "user", "content": prompt}],
            )
        )
        choice = answer.choices[0] if answer.choices else None
        if choice is None or choice.finish_reason == "content_filter" or choice.message.refusal:
            raise ModelUnavailable("the model refused to write this")
        if not (choice.message.content or "").strip():
            raise ModelUnavailable("the model answered with nothing")
        return str(choice.message.content).strip()

    def write_json(
        self,
        messages: Sequence[Message],
        *,
        schema: dict[str, Any],
        most_written: int,
        seconds: float = TEXT_TIME_LIMIT,
    ) -> Answered:
        """One try at JSON by ``schema``, of at most ``most_written`` tokens. Raises ``ModelUnavailable``.

        An endpoint that knows no schemas is asked for any JSON; whoever asked reads it with the same care.
        """
        import openai

        client = self._client.with_options(max_retries=0, timeout=seconds)
        named = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": True}}
        said: Any = list(messages)
        forms: tuple[dict[str, Any], ...] = (
            {"response_format": named, "max_completion_tokens": most_written},
            {"response_format": {"type": "json_object"}, "max_tokens": most_written},
        )
        for form in forms:
            try:
                answer = _asked(
                    lambda form=form: client.chat.completions.create(  # type: ignore[misc]  # mypy infers no type for a lambda with a default
                        model=self.text_model, messages=said, **form
                    )
                )
            except ModelUnavailable as error:
                cause = error.__cause__
                if form is forms[-1] or not isinstance(cause, openai.BadRequestError) or not _unknown_form(cause):
                    raise
                continue
            return _json_answer(answer)
        raise ModelUnavailable("the endpoint takes no request for JSON")

    def draw_background(self, prompt: str, *, width: int, height: int) -> bytes:
        """A picture of at least about that shape, as the image model encodes it (PNG, JPEG or WebP).

        Its size is the next multiple of 16, or, for a model that does not draw that, the nearest standard size; the
        caller crops. Raises ``ModelUnavailable``.
        """
        import openai

        wanted = f"{-(-width // 16) * 16}x{-(-height // 16) * 16}"
        standard = STANDARD_SIZES[min(STANDARD_SIZES, key=lambda ratio: abs(ratio - width / height))]
        try:
            return self._draw(prompt, wanted)
        except ModelUnavailable as error:
            cause = error.__cause__
            if not (
                isinstance(cause, openai.BadRequestError) and (cause.param == "size" or "size" in cause.message.lower())
            ):
                raise
        return self._draw(prompt, standard)

    def _draw(self, prompt: str, size: str) -> bytes:
        # not tried again by itself: a picture is paid for even when we stopped waiting for it
        client = self._client.with_options(max_retries=0, timeout=PICTURE_TIME_LIMIT)
        answer = _asked(
            lambda: client.images.generate(model=self.image_model, prompt=prompt, size=size, quality="medium", n=1)
        )
        coded = answer.data[0].b64_json if answer.data else None
        try:
            return base64.b64decode(coded or "", validate=True) or _no_picture()
        except binascii.Error:
            return _no_picture()


def open_model(settings: Settings) -> Model | None:
    """The model the settings name; None without a key: built-in parser and templates then answer alone."""
    if not settings.model_key:
        return None
    return Model(
        settings.model_key, url=settings.model_url, text_model=settings.model, image_model=settings.image_model
    )


def may_help_again(error: ModelUnavailable) -> bool:
    """Whether the same request may be answered in a moment: the endpoint was busy, slow or not there."""
    import openai

    cause = error.__cause__
    if isinstance(cause, openai.APIStatusError):
        return cause.status_code in (408, 409, 429) or cause.status_code >= 500
    return isinstance(cause, openai.APIConnectionError)


def may_have_cost(error: ModelUnavailable) -> bool:
    """Whether the provider may have worked on a request that failed: it was cut off, or what came back could not be read."""
    import openai

    cause = error.__cause__
    return not isinstance(cause, openai.APIStatusError) and (
        isinstance(cause, openai.APITimeoutError) or not isinstance(cause, openai.APIConnectionError)
    )


def _unknown_form(error: openai.BadRequestError) -> bool:
    """Whether the endpoint refused how it was asked for JSON, not what."""
    said = f"{error.param or ''} {error.message}".lower()
    return any(word in said for word in ("response_format", "json_schema", "max_completion_tokens", "schema"))


def _json_answer(answer: Any) -> Answered:
    usage = answer.usage
    spent = None if usage is None else Tokens(usage.prompt_tokens, usage.completion_tokens)
    choice = answer.choices[0] if answer.choices else None
    if choice is None or choice.finish_reason == "content_filter" or choice.message.refusal:
        raise ModelUnavailable("the model refused to answer this", spent=spent)
    return Answered((choice.message.content or "").strip(), spent)


def _no_picture() -> bytes:
    raise ModelUnavailable("the image model answered without a picture")


def _asked(call: Callable[[], T]) -> T:
    """``call``'s answer, the SDK's errors turned into words. What the provider wrote is not repeated: it may quote the prompt."""
    import openai

    try:
        return call()
    except openai.APITimeoutError as error:
        raise ModelUnavailable("the model took too long to answer") from error
    except openai.APIConnectionError as error:
        raise ModelUnavailable("the model's endpoint cannot be reached") from error
    except openai.APIStatusError as error:
        raise ModelUnavailable(_in_words(error), status=error.status_code, provider_code=error.code) from error
    except openai.OpenAIError as error:
        raise ModelUnavailable("the model's answer could not be read") from error


def _in_words(error: openai.APIStatusError) -> str:
    told: dict[str, Any] = {"code": error.code or "", "type": error.type or ""}
    if any(mark in f"{told['code']} {told['type']}" for mark in ("moderation", "content_policy", "content_filter")):
        return "the provider's moderation refused this"
    match error.status_code:
        case 401:
            return "the model's key is not accepted"
        case 403:
            return "the provider does not allow this model to this account (it may have to be verified, or is blocked)"
        case 404:
            return "the endpoint does not know this model"
        case 429:
            return "the provider's limit or budget is used up for now"
        case status if status >= 500:
            return "the provider has a fault of its own"
        case status:
            return f"the provider refused the request ({status})"
