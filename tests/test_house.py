"""The tests' own ground: no way off this machine, and guards that only the emptying between tests may pass."""

from __future__ import annotations

import os
import socket

import pytest
from django.db import InternalError, ProgrammingError, connection
from pytest_socket import SocketConnectBlockedError


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_connections_off_this_machine_are_refused() -> None:
    with socket.socket() as outside, pytest.raises(SocketConnectBlockedError):
        outside.connect(("192.0.2.1", 80))


def test_connections_on_this_machine_are_let_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_guards_stand_again_after_the_tables_were_emptied(round_: int) -> None:
    with pytest.raises((ProgrammingError, InternalError), match="welfare: TRUNCATE"), connection.cursor() as cursor:
        cursor.execute("truncate indicators_release cascade")


@pytest.mark.xdist_group("kept together")
def test_tests_of_one_group_stay_on_one_worker(request: pytest.FixtureRequest) -> None:
    """What a group makes once would be made by every worker: installations were, for a while, three times."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith("@kept together")
