"""A model provider on this machine: speaks the parts of OpenAI's API that Munim uses, over HTTP, as a test tells it to."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HANG_UP = 0  # instead of a status


class Provider:
    """Answers in the order given to ``will_answer``; remembers every request as (path, body, authorization)."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, Any], str]] = []
        self._answers: list[tuple[int, dict[str, Any]]] = []
        self.url = ""

    def will_write(self, text: str | None, *, finish_reason: str = "stop", refusal: str | None = None) -> None:
        message = {"role": "assistant", "content": text, "refusal": refusal}
        choices = [{"index": 0, "message": message, "finish_reason": finish_reason}]
        self._answers.append(
            (200, {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "choices": choices})
        )

    def will_reply(self, text: str, *, read: int = 1_000, written: int = 50) -> None:
        """An answer with the tokens it took, as the API counts them."""
        message = {"role": "assistant", "content": text, "refusal": None}
        usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
        answer = {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "usage": usage}
        choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
        self._answers.append((200, {**answer, "choices": choices}))

    def will_hang_up(self) -> None:
        """The connection is closed without a word."""
        self._answers.append((HANG_UP, {}))

    def will_be_silent(self, seconds: float) -> None:
        """Nothing is said for so long; then the connection is closed."""
        self._answers.append((HANG_UP, {"after": seconds}))

    @property
    def told(self) -> str:
        """Everything that was sent to it, as text."""
        return json.dumps([body for _, body, _ in self.requests], ensure_ascii=False)

    def will_draw(self, picture: bytes) -> None:
        self._answers.append((200, {"created": 1, "data": [{"b64_json": base64.b64encode(picture).decode()}]}))

    def will_answer(self, status: int, body: dict[str, Any]) -> None:
        self._answers.append((status, body))

    def will_refuse(self, status: int, *, code: str = "", message: str = "no", param: str | None = None) -> None:
        self.will_answer(status, {"error": {"message": message, "code": code, "param": param, "type": "error"}})

    def next_answer(self, path: str, body: dict[str, Any], authorization: str) -> tuple[int, dict[str, Any]]:
        self.requests.append((path, body, authorization))
        return self._answers.pop(0)


@contextmanager
def serving() -> Iterator[Provider]:
    """A provider listening on a port of its own."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = provider.next_answer(self.path, body, self.headers["Authorization"])
            if status == HANG_UP:
                time.sleep(answer.get("after", 0))
                self.close_connection = True
                return
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """The test's output stays the test's."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    provider.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
