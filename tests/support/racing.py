"""Threads that start together, and people at a real server: for tests of what happens at the same moment."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

from django.db import connection
from django.test import Client
from django.urls import reverse

from indicators.models import Report, User

from .staff import cell

#: Answers the server's double-submit check: the same in the cookie and in the header.
TOKEN = "c" * 32
keys = count(1)


def together(*works: Callable[[], Any]) -> list[Any]:
    """Do all at once; each one's result, or the exception that it ended with."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            start.wait(10)
            return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


@dataclass(frozen=True)
class Person:
    """Someone signed in, whose browser talks to a server over real sockets."""

    server: str
    session: str

    @classmethod
    def at(cls, server: str, user: User) -> Person:
        client = Client()
        client.force_login(user)
        return cls(server, client.cookies["sessionid"].value)

    def request(self, report: Report, text: str, version: int, key: str = "") -> tuple[str, bytes, dict[str, str]]:
        """Address, body and headers of a save of the month's total."""
        body = json.dumps({"cells": [{"id": cell(), "text": text, "version": version}]}).encode()
        headers = {
            "Content-Type": "application/json",
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Idempotency-Key": key or f"race-key-{next(keys)}",
        }
        return reverse("admin:indicators_report_save", args=[report.pk]), body, headers

    def save(self, report: Report, text: str, version: int, key: str = "") -> tuple[int, dict[str, Any]]:
        """Save, and wait for the answer: its status and what it says."""
        path, body, headers = self.request(report, text, version, key)
        line = HTTPConnection(urlsplit(self.server).netloc, timeout=30)
        try:
            line.request("POST", path, body, headers)
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            line.close()

    def save_and_hang_up(self, report: Report, text: str, version: int, key: str, *, bytes_sent: int) -> None:
        """Send the first `bytes_sent` bytes of a save, then cut the line without hearing the answer."""
        path, body, headers = self.request(report, text, version, key)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        address = urlsplit(self.server)
        whole = (
            f"POST {path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: {len(body)}\r\n{head}\r\n".encode()
            + body
        )
        with socket.create_connection((address.hostname, address.port), timeout=30) as line:
            line.sendall(whole[:bytes_sent] if bytes_sent < len(whole) else whole)
