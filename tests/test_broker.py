"""The broker of files: a message is there whole or not at all, and what a killed process left stops nobody."""

from __future__ import annotations

import errno
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from threading import Thread
from typing import Any

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError
from kombu.transport import filesystem

from welfare import broker
from welfare.environment import broker as settings_of

QUEUE = "celery"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "broker"


@pytest.fixture
def channel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)
    url, options = settings_of("CELERY_BROKER_URL", directory=folder)
    with Connection(url, transport_options=options) as connection:
        yield connection.channel()


def test_a_message_in_files_is_ours(channel: Any) -> None:
    assert isinstance(channel, broker.Channel)


def copied(url: str, options: dict[str, Any], caplog: pytest.LogCaptureFixture) -> list[str]:
    """What kombu warns of when a connection is copied, as each sending and the worker's start do."""
    caplog.clear()
    with Connection(url, transport_options=options) as connection, connection.clone() as copy:
        assert copy.channel()
    return [record.getMessage() for record in caplog.records]


def test_a_folder_needs_no_host(
    channel: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    url, options = "filesystem://", channel.connection.client.transport_options
    assert copied(url, options, caplog) == []
    monkeypatch.delattr(broker.Transport, "default_connection_params")  # the control: kombu's own way
    (warning,) = copied(url, options, caplog)
    assert "No hostname" in warning


def test_half_a_message_on_a_full_disk_leaves_nothing_behind(
    channel: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(path: Path, text: str) -> None:
        path.write_bytes(text[:5].encode())
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(ChannelError, match="No space left"):
        channel._put(QUEUE, {"number": 1})
    assert [path.name for path in folder.iterdir() if path.is_file()] == []


def test_messages_come_once_each_and_leave_nothing_behind(channel: Any, folder: Path) -> None:
    for number in range(3):
        channel._put(QUEUE, {"number": number})
    found = [channel._get(QUEUE)["number"] for _ in range(3)]
    assert sorted(found) == [0, 1, 2]
    assert not [path for path in folder.iterdir() if path.is_file()]
    with pytest.raises(Empty):
        channel._get(QUEUE)


def torn(put: Any, get: Any, number: int) -> int:
    """One writes, one reads at the same time: how many reads met a message that could not be read."""
    writer = Thread(target=lambda: [put({"number": n, "body": "x" * 2000}) for n in range(number)])
    writer.start()
    read = failed = 0
    while writer.is_alive() or read + failed < number:
        try:
            get()
            read += 1
        except Empty:
            if not writer.is_alive() and read + failed >= number:
                break
        except ValueError:
            failed += 1
    writer.join()
    return failed


def test_a_message_is_never_met_half_written(channel: Any) -> None:
    """What kombu would read, is read: a torn message would show."""
    get = super(broker.Channel, channel)._get
    assert torn(lambda message: channel._put(QUEUE, message), lambda: get(QUEUE), 500) == 0


def test_under_its_last_name_a_message_is_met_half_written(channel: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: kombu's own way, with the moment between opening and writing made longer."""
    monkeypatch.setattr(filesystem, "lock", lambda file, flags: time.sleep(0.002))
    put, get = super(broker.Channel, channel)._put, super(broker.Channel, channel)._get
    assert torn(lambda message: put(QUEUE, message), lambda: get(QUEUE), 50) > 0


@pytest.mark.parametrize("content", ["", '{"body": '])
def test_a_torn_message_is_left_out_and_the_next_one_taken(channel: Any, folder: Path, content: str) -> None:
    (folder / f"1_x.{QUEUE}.msg").write_text(content)
    channel._put(QUEUE, {"number": 1})
    assert channel._get(QUEUE) == {"number": 1}


def test_a_torn_table_of_queues_is_made_anew(channel: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "PATIENCE", 0.1)
    (folder / "control" / f"{QUEUE}.exchange").write_text("")
    channel._queue_bind(QUEUE, QUEUE, "", QUEUE)
    assert [queue.queue for queue in channel.get_table(QUEUE)] == [QUEUE]
