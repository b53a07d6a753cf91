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
from .compose.engine import provide_images
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
def containers() -> Iterator[Stack]:
    """Installed as "Install" says. Tests that want it are left out, loudly, where there is no engine (conftest.py)."""
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


def test_somebody_signs_in_over_tls_and_publishes(containers: Stack) -> None:
    first, second = of("Accounts, and the first figures")
    by_hand = "prepare python manage.py createsuperuser"  # asks at a terminal; here it is told
    told = f"-e DJANGO_SUPERUSER_PASSWORD=mưa-rừng-tháng-bảy {by_hand} --no-input --username sieu --email a@example.vn"
    containers.own |= {by_hand: told, "NAME": "sieu"}
    follow(containers, first)
    follow(containers, second)
    containers.make_people()
    before = containers.newest_release()
    indicator = publish(containers.base, "2026-09")
    assert containers.newest_release() == before + 1 > 10
    assert "1234" in Reader(containers.base).ask(f"/indicators/{indicator}.csv").body
    asked = (
        "SELECT count(*) FROM indicators_releasefile WHERE release_id = (SELECT max(number) FROM indicators_release)"
    )
    wait_for(lambda: containers.ask_database(asked) == "5", "the worker's files")


def test_the_log_is_received_and_a_receiver_can_move(containers: Stack) -> None:
    for block in of("Let the log be received on other machines"):
        follow(containers, block)
    asked = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'quorum'"
    wait_for(lambda: containers.ask_database(asked) == "2", "both receivers")
    publish(containers.base, "2026-08")


def test_a_service_that_is_killed_comes_back(containers: Stack) -> None:
    for service in ("web", "database", "worker", "valkey", "proxy"):
        containers.kill(service)
        print(f"killed {service}: ready again after {containers.answers_within(60):.1f} s")


def test_a_site_that_is_stopped_says_so_and_is_found_again(containers: Stack) -> None:
    containers.type("docker compose stop web")
    page, program = Reader(containers.base).ask("/"), Reader(containers.base).ask("/api/v1/indicators")
    assert (page.status, program.status) == (503, 503)
    assert "Trang tạm ngừng" in page.body
    assert "The site is away" in page.body
    assert program.headers["Content-Type"].startswith("application/problem+json")
    assert page.headers["Retry-After"] == program.headers["Retry-After"] == "15"
    assert json.loads(program.body)["status"] == 503
    unhealthy = "docker compose ps --format '{{.Service}} {{.Health}}' | grep -q 'proxy unhealthy'"
    containers.type(f"until {unhealthy}; do sleep 1; done")
    # Somebody else takes the address that it had, were it not its own.
    containers.type("docker compose run --rm --no-deps -T backup true && docker compose start web")
    containers.answers_within(PATIENCE)


def test_a_back_up_is_made_and_tried_out_each_week(containers: Stack) -> None:
    first, second = of("Back up")
    follow(containers, first)
    containers.own["NAME"] = newest_back_up(containers)
    assert containers.own["NAME"] in follow(containers, second)


def newest_back_up(containers: Stack) -> str:
    return containers.type("docker compose run --rm -T backup ls /var/backups/welfare 2>/dev/null").split()[-1]


def test_a_certificate_is_renewed_while_people_read(containers: Stack) -> None:
    before = containers.certificate()
    key_and_certificate(containers.at.parent)
    with Watch(containers.base) as watch:
        follow(containers, of("Renew the certificate")[0])
    wait_for(lambda: containers.certificate() != before, "the new certificate")
    assert set(watch.counted) == {"200"}


def test_a_back_up_is_restored(containers: Stack) -> None:
    release = containers.newest_release()
    publish(containers.base, "2026-07")
    assert containers.newest_release() == release + 1
    with Watch(containers.base) as watch:
        follow(containers, of("Restore a back-up")[0])
    assert containers.newest_release() == release
    assert set(watch.counted) == {"200", "503"}
    publish(containers.base, "2026-07")


def test_a_lost_disk_loses_nothing_that_was_acknowledged(containers: Stack) -> None:
    publish(containers.base, "2026-06")
    release = containers.newest_release()
    containers.lose("database", "files")
    first, second = of("The server or its disk is lost")
    follow(containers, first)
    follow(containers, second)
    assert containers.newest_release() == release
    publish(containers.base, "2026-05")


def test_what_was_saved_after_a_moment_can_be_undone(containers: Stack) -> None:
    time.sleep(1.1)  # what was just published is older than the second that is named
    release, moment = containers.newest_release(), datetime.now(tz=UTC)
    time.sleep(2)
    publish(containers.base, "2026-04")
    containers.own["2026-11-22 09:30:00+07"] = f"{moment:%Y-%m-%d %H:%M:%S+00}"
    follow(containers, of("Go back to the moment before a mistake")[0])
    assert containers.newest_release() == release
    publish(containers.base, "2026-04")


def test_an_upgrade_with_a_migration_and_the_way_back(containers: Stack) -> None:
    last = containers.tag_next_version()
    containers.own |= {"X.Y.Z": NEXT, "indicators 0009": f"indicators {last}"}
    with Watch(containers.base) as watch:
        follow(containers, of("Upgrade")[0])
    print(f"upgrade: away for {watch.away():.1f} s, {dict(watch.counted)}")
    assert set(watch.counted) <= {"200", "503"}
    assert watch.away() < 30
    assert containers.ask_database("SELECT count(trial) >= 0 FROM indicators_report") == "t"
    assert NEXT in containers.type(
        "docker compose run --rm -T --no-deps backup printenv HOSTNAME; docker compose images"
    )
    publish(containers.base, "2026-03")

    release = containers.newest_release()
    first, second = of("Roll back")
    containers.own["X.Y.Z"] = FIRST
    follow(containers, first, ready=False)
    follow(containers, second)
    assert containers.newest_release() == release
    columns = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'trial'"
    assert containers.ask_database(columns) == "0"
    publish(containers.base, "2026-02")


def test_two_hundred_people_behind_one_address_are_not_refused(containers: Stack) -> None:
    """Each looks at the sign-in page within one minute."""
    statuses = []
    for _ in range(200):
        statuses.append(Reader(containers.base).ask("/accounts/login/").status)
        time.sleep(0.05)
    assert set(statuses) == {200}, NAME
