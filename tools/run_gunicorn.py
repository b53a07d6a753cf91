"""Bound how long a slow client may hold one of the few threads of `make run`, where no proxy stands before it.

gunicorn reads these names as its configuration (`--config python:tools.run_gunicorn`). A thread waits for the rest of a
request for as long as the client likes, unless the kernel breaks the wait off. Accepted connections take both
options over from the socket that listens.
"""

from __future__ import annotations

import socket
import struct
from typing import Any

PATIENCE = 5  # seconds without a byte of a request


def when_ready(server: Any) -> None:
    """Leave silent connections with the kernel, and end a wait for the next byte."""
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, PATIENCE)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", PATIENCE, 0))
