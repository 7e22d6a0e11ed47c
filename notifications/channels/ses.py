"""E-mail through Amazon SES (boto3). Credentials come from boto3's own chain; AWS_ENDPOINT_URL_SESV2 names another endpoint."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
)

from notifications.channels import Declined, OutcomeUnknown, Outgoing, Rejected, Sent, TryLater
from notifications.channels.letter import letter

CONNECT_SECONDS: Final = 5
READ_SECONDS: Final = 15

_LATER: Final = frozenset(
    {"TooManyRequestsException", "LimitExceededException", "ThrottlingException", "SendingPausedException"}
)


class Ses:
    """The raw e-mail of ``letter``, handed to SES in one call."""

    repeatable = False

    def __init__(self, region: str, *, sender: str) -> None:
        self.sender = sender
        # no retries inside the SDK: an unknown outcome must stay visible as one
        config = Config(connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, retries={"total_max_attempts": 1})
        self._client = boto3.client("sesv2", region_name=region or None, config=config)

    def send(self, message: Outgoing) -> Sent | Declined:
        """Hand the e-mail to SES. Raises ``TryLater``, ``Rejected``, ``OutcomeUnknown``."""
        raw = letter(message, sender=self.sender).as_bytes()
        try:
            answer = self._client.send_email(Content={"Raw": {"Data": raw}})
        except ClientError as error:
            code = str(error.response["Error"]["Code"])
            if code in _LATER or int(error.response["ResponseMetadata"]["HTTPStatusCode"]) >= 500:
                raise TryLater(f"SES said {code}") from error
            raise Rejected(f"SES said {code}") from error
        except (EndpointConnectionError, ConnectTimeoutError, NoCredentialsError) as error:
            raise TryLater(f"SES cannot be reached: {type(error).__name__}") from error
        except BotoCoreError as error:
            raise OutcomeUnknown(f"SES fell silent: {type(error).__name__}") from error
        return Sent(provider_id=answer["MessageId"], status="sent", final=True)

    def find(self, message: Outgoing, *, provider_id: str | None, since: datetime) -> Sent | None:
        """SES tells of delivery by notifications alone."""
        return None
