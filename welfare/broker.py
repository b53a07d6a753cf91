"""Messages in files, each there whole or not at all: the broker of `make run`, where no Redis or Valkey is named.

Kombu's own transport of files writes a message under its last name: a worker that looks in that moment takes an empty
file, cannot read it, and ends. Importing this module puts ours in its place.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

T = TypeVar("T")
PATIENCE = 1.0  # seconds for another process to end writing its table of queues

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """Kombu's channel, but nobody meets a file that is still being written."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: object) -> None:  # type: ignore[override]
        """Write beside, then give the name that others look for. In the order of their times, as kombu reads them."""
        name = f"{round(time.monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        draft = Path(self.data_folder_out) / f"{name}.part"
        try:
            draft.write_text(dumps(payload))
            draft.rename(draft.with_name(name))
        except OSError as problem:
            draft.unlink(missing_ok=True)  # half a message, where a disk is full
            raise ChannelError(f"The message {name} cannot be written to {draft.parent}: {problem}") from problem

    def _get(self, queue: str) -> dict[str, Any]:  # type: ignore[override]
        """Take the next message that can be read. A torn one is left out: the job table is the truth, a message only rings."""
        while True:
            try:
                message: dict[str, Any] = super()._get(queue)
            except ValueError:
                log.warning("A message of the queue %s was torn, and is left out.", queue)
            else:
                return message

    def get_table(self, exchange: str) -> list[Any]:
        """Return the queues of an exchange."""
        return self._whole(exchange, lambda: super(Channel, self).get_table(exchange))

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        self._whole(exchange, lambda: super(Channel, self)._queue_bind(exchange, routing_key, pattern, queue))

    def _whole(self, exchange: str, work: Callable[[], T]) -> T:
        """Read again while another process writes the table. One that stays torn was left by a killed process: made anew."""
        begun = time.monotonic()
        while True:
            try:
                return work()
            except ValueError:
                if time.monotonic() - begun > PATIENCE:
                    self._exchange_file(exchange).unlink(missing_ok=True)
                time.sleep(0.02)


class Transport(filesystem.Transport):
    """Kombu's transport with our channel."""

    Channel = Channel

    @property
    def default_connection_params(self) -> dict[str, Any]:
        """A folder is on no host: kombu would put in "localhost", and warn each time that it did."""
        return {"port": self.default_port}


TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
