"""The containers do what docs/deploy.md says, block by block, asked through the proxy after each (make compose-test).

Needs a container engine with Compose v2, and debootstrap where there is no image registry; some minutes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from .compose.blocks import Block, blocks
from .compose.engine import missing, provide_images
from .compose.stack import FIRST, NEXT, Stack, key_and_certificate, stack
from .compose.watching import Watch
from .support.production import NAME, Reader, publish, wait_for

pytestmark = [pytest.mark.compose, pytest.mark.soak, pytest.mark.timeout(2400)]

#: Seconds that one block may take; a build may have to fetch every package.
LIMIT, LIMITS = 150, {"docker compose build": 900}
PATIENCE = 30  # seconds until the site answers after a block that starts it
BLOCKS = list(blocks())


def of(heading: str) -> list[Block]:
    found = [block for block in BLOCKS if block.heading == heading]
    assert found, heading
    return found


@pytest.fixture(scope="module")
def running() -> Iterator[Stack]:
    """Installed as "Install" says, with people in it."""
    if why := missing():
        pytest.fail(f"make compose-test tells beforehand that it cannot run: {why}")
    if stand_ins := provide_images():
        print(f"stand-ins: {', '.join(stand_ins)}")
    with stack() as made:
        for block in of("Install"):
            follow(made, block, ready=block.text.rstrip().split("\n")[-1].startswith("docker compose up"))
        yield made
        print(*(f"{name}: {seconds:.1f} s" for name, seconds in made.times), sep="\n")


def follow(running: Stack, block: Block, *, ready: bool = True) -> str:
    limit = next((limit for words, limit in LIMITS.items() if words in block.text), LIMIT)
    printed = running.follow(block, limit)
    if ready:
        running.answers_within(PATIENCE)
    return printed


def test_the_page_has_no_block_that_is_not_tried() -> None:
    tried = {"Install", "Accounts, and the first figures", "Let the log be received on other machines", "Back up",
             "Renew the certificate", "Restore a back-up", "The server or its disk is lost",
             "Go back to the moment before a mistake", "Upgrade", "Roll back"}  # fmt: skip
    assert {block.heading for block in BLOCKS} == tried


def test_somebody_signs_in_over_tls_and_publishes(running: Stack) -> None:
    first, second = of("Accounts, and the first figures")
    by_hand = "createsuperuser"
    words = "-e DJANGO_SUPERUSER_PASSWORD=mưa-rừng-tháng-bảy prepare python manage.py createsuperuser --no-input --username sieu --email a@example.vn"
    running.own |= {f"prepare python manage.py {by_hand}": words, "NAME": "sieu"}
    follow(running, first)
    follow(running, second)
    running.make_people()
    before = running.newest_release()
    indicator = publish(running.base, "2026-09")
    assert running.newest_release() == before + 1 > 10
    assert "1234" in Reader(running.base).ask(f"/indicators/{indicator}.csv").body
    asked = "SELECT count(*) FROM indicators_releasefile WHERE release_id = (SELECT max(number) FROM indicators_release)"
    wait_for(lambda: running.ask_database(asked) == "5", "the worker's files")


def test_the_log_is_received_and_a_receiver_can_move(running: Stack) -> None:
    for block in of("Let the log be received on other machines"):
        follow(running, block)
    asked = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'quorum'"
    wait_for(lambda: running.ask_database(asked) == "2", "both receivers")
    publish(running.base, "2026-08")


def test_a_service_that_is_killed_comes_back(running: Stack) -> None:
    for service in ("web", "database", "worker", "valkey", "proxy"):
        running.kill(service)
        print(f"killed {service}: ready again after {running.answers_within(60):.1f} s")


def test_a_site_that_is_stopped_says_so_and_is_found_again(running: Stack) -> None:
    running.type("docker compose stop web")
    page, program = Reader(running.base).ask("/"), Reader(running.base).ask("/api/v1/indicators")
    assert (page.status, program.status) == (503, 503)
    assert "Trang tạm ngừng" in page.body
    assert "The site is away" in page.body
    assert program.headers["Content-Type"].startswith("application/problem+json")
    assert page.headers["Retry-After"] == program.headers["Retry-After"] == "15"
    assert json.loads(program.body)["status"] == 503
    unhealthy = "docker compose ps --format '{{.Service}} {{.Health}}' | grep -q 'proxy unhealthy'"
    running.type(f"until {unhealthy}; do sleep 1; done")
    # Somebody else takes the address that it had, were it not its own.
    running.type("docker compose run --rm --no-deps -T backup true && docker compose start web")
    running.answers_within(PATIENCE)


def test_a_back_up_is_made_and_tried_out_each_week(running: Stack) -> None:
    first, second = of("Back up")
    follow(running, first)
    running.own["NAME"] = newest_back_up(running)
    assert running.own["NAME"] in follow(running, second)


def newest_back_up(running: Stack) -> str:
    return running.type("docker compose run --rm -T backup ls /var/backups/welfare 2>/dev/null").split()[-1]


def test_a_certificate_is_renewed_while_people_read(running: Stack) -> None:
    before = running.certificate()
    key_and_certificate(running.at.parent)
    with Watch(running.base) as watch:
        follow(running, of("Renew the certificate")[0])
    wait_for(lambda: running.certificate() != before, "the new certificate")
    assert set(watch.counted) == {"200"}


def test_a_back_up_is_restored(running: Stack) -> None:
    release = running.newest_release()
    publish(running.base, "2026-07")
    assert running.newest_release() == release + 1
    with Watch(running.base) as watch:
        follow(running, of("Restore a back-up")[0])
    assert running.newest_release() == release
    assert set(watch.counted) == {"200", "503"}
    publish(running.base, "2026-07")


def test_a_lost_disk_loses_nothing_that_was_acknowledged(running: Stack) -> None:
    publish(running.base, "2026-06")
    release = running.newest_release()
    running.lose("database")
    first, second = of("The server or its disk is lost")
    follow(running, first)
    follow(running, second)
    assert running.newest_release() == release
    publish(running.base, "2026-05")


def test_what_was_saved_after_a_moment_can_be_undone(running: Stack) -> None:
    release, moment = running.newest_release(), datetime.now(tz=UTC)
    time.sleep(2)
    publish(running.base, "2026-04")
    running.own["2026-11-22 09:30:00+07"] = f"{moment:%Y-%m-%d %H:%M:%S+00}"
    follow(running, of("Go back to the moment before a mistake")[0])
    assert running.newest_release() == release
    publish(running.base, "2026-04")


def test_an_upgrade_with_a_migration_and_the_way_back(running: Stack) -> None:
    last = running.tag_next_version()
    running.own |= {"X.Y.Z": NEXT, "indicators 0008": f"indicators {last}"}
    with Watch(running.base) as watch:
        follow(running, of("Upgrade")[0])
    print(f"upgrade: away for {watch.away():.1f} s, {dict(watch.counted)}")
    assert set(watch.counted) <= {"200", "503"}
    assert watch.away() < 30
    assert running.ask_database("SELECT count(trial) >= 0 FROM indicators_report") == "t"
    assert NEXT in running.type("docker compose run --rm -T --no-deps backup printenv HOSTNAME; docker compose images")
    publish(running.base, "2026-03")

    release = running.newest_release()
    first, second = of("Roll back")
    running.own["X.Y.Z"] = FIRST
    follow(running, first, ready=False)
    follow(running, second)
    assert running.newest_release() == release
    columns = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'trial'"
    assert running.ask_database(columns) == "0"
    publish(running.base, "2026-02")


def test_two_hundred_people_behind_one_address_are_not_refused(running: Stack) -> None:
    """Each looks at the sign-in page within one minute."""
    statuses = []
    for _ in range(200):
        statuses.append(Reader(running.base).ask("/accounts/login/").status)
        time.sleep(0.05)
    assert set(statuses) == {200}, NAME
