"""GOV.UK Notify takes mail and text messages. It can be asked by our reference, so nothing is sent twice when an answer was lost."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from board.domain.deliveries import Answer, Answered, Channel, answer_of
from board.domain.messages import Message, subject_of
from workers.senders.mail import Post
from workers.senders.rate import Rate

AT_ONCE = 8
ANSWER_S = 10


class Notify:
    """One service of GOV.UK Notify. Its client is synchronous and not made for several threads, so each thread has one of its own."""

    name = "notify"
    can_ask = True

    def __init__(self, post: Post) -> None:
        self._post, self._settings = post, post.settings
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="notify")
        self._mine = threading.local()
        self._rate = Rate(self._settings.notify_a_minute)

    def room(self, begun: int) -> int:
        """One for each thread."""
        return min(AT_ONCE - begun, self._rate.left())

    async def send(self, message: Message) -> Answer:
        """Hand it over under our own reference."""
        await self._rate.wait()
        return await self._in_thread(self._send, message)

    async def ask(self, message_id: UUID) -> Answer | None:
        """What became of it, by our reference."""
        answer = await self._in_thread(self._ask, message_id)
        return None if answer.problem == "unknown" else answer

    async def close(self) -> None:
        """Let threads end when they are done."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _in_thread(self, work: Any, told: Any) -> Answer:
        answer: Answer = await asyncio.get_running_loop().run_in_executor(self._threads, work, told)
        return answer

    def _client(self) -> Any:
        if not hasattr(self._mine, "client"):
            self._mine.client = NotificationsAPIClient(  # type: ignore[no-untyped-call]
                self._settings.notify_key or "", base_url=self._settings.notify_url, timeout=ANSWER_S
            )
        return self._mine.client

    def _send(self, message: Message) -> Answer:
        reference = str(message.message_id)
        try:
            if message.channel is Channel.SMS:
                taken = self._client().send_sms_notification(
                    message.to,
                    self._settings.notify_sms_template,
                    {"text": self._post.sms(message)},
                    reference,
                )
            else:
                words = {"subject": subject_of(message), "text": self._post.words(message)}
                taken = self._client().send_email_notification(
                    message.to, self._settings.notify_email_template, words, reference
                )
            return Answer(Answered.TAKEN, self.name, None, str(taken["id"]), receipts=True)
        except APIError as error:
            return self._trouble(error.status_code)
        except Exception:  # an answer that is none: it may have been taken
            return self._lost()

    def _ask(self, message_id: UUID) -> Answer:
        try:
            found = self._client().get_all_notifications(reference=str(message_id))["notifications"]
        except APIError as error:
            return self._trouble(error.status_code, asked=True)
        except Exception:
            return self._lost()
        if not found:
            return Answer(Answered.NOT_NOW, self.name, "unknown")
        newest = found[0]
        return answer_of(str(newest["status"]), str(newest["id"]))

    def _trouble(self, status: int, *, asked: bool = False) -> Answer:
        if status in (401, 403):
            return Answer(
                Answered.LOST if asked else Answered.NOT_NOW,
                self.name,
                "answer_lost" if asked else "not_let_in",
                away=True,
            )
        if status == 429:
            return Answer(
                Answered.LOST if asked else Answered.NOT_NOW,
                self.name,
                "answer_lost" if asked else "too_many",
                away=True,
            )
        if status >= 500:  # the client says 503 too where there was no answer at all
            return Answer(Answered.LOST, self.name, "answer_lost", away=True)
        return Answer(Answered.REFUSED, self.name, f"notify_{status}")

    def _lost(self) -> Answer:
        return Answer(Answered.LOST, self.name, "answer_lost")
