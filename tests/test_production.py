"""The production shape works: the same commands and settings as in the containers, on real servers (N4)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import yaml

from .support.production import COMPOSE, NAME, ROOT, Reader, Site, publish, wait_for

MONTH = "2026-09"


pytestmark = [pytest.mark.installation, pytest.mark.xdist_group("installation")]


@pytest.fixture
def running(installation: Site) -> Site:
    return installation


@pytest.fixture
def base(running: Site) -> str:
    return f"https://{NAME}:{running.ports['https']}/"


@pytest.mark.timeout(420)
def test_a_figure_goes_from_the_form_to_the_files_of_its_release(running: Site, base: str) -> None:
    indicator = publish(base, MONTH)
    assert "1234" in Reader(base).ask(f"/indicators/{indicator}.csv").body

    def files() -> list[str]:
        with psycopg.connect(running.owner_url) as database:
            return [
                row[0]
                for row in database.execute(
                    "SELECT path FROM indicators_releasefile WHERE release_id = (SELECT max(number) FROM indicators_release)"
                )
            ]

    made_files = wait_for(lambda: len(files()) == 5 and files(), f"the worker: {running.log('worker')[-3000:]}")
    assert all((running.folder / "var" / "media" / path).is_file() for path in made_files)
    with psycopg.connect(running.owner_url) as database:
        (who,) = database.execute(
            "SELECT DISTINCT usename FROM pg_stat_activity WHERE usename ~ 'site'"
        ).fetchone() or ("",)
    assert who == "welfare_site"  # nothing of this was done as the owner


def test_plain_http_is_sent_on_to_https(running: Site) -> None:
    answer = Reader(f"http://{NAME}:{running.ports['http']}/").ask("/compare/?area=14")
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{NAME}/compare/?area=14"


def test_pages_carry_what_a_browser_needs_to_be_safe(base: str) -> None:
    answer = Reader(base).ask("/")
    assert answer.status == 200
    assert "max-age=31536000; includeSubDomains; preload" in answer.headers["Strict-Transport-Security"]
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "Server" not in answer.headers or "/" not in answer.headers["Server"]
    static = re.search(r'href="(/static/css/base\.[0-9a-f]+\.css)"', answer.body)
    assert static
    assert "immutable" in Reader(base).ask(static[1]).headers["Cache-Control"]


def test_cookies_are_for_https_only_and_not_for_scripts(base: str) -> None:
    reader = Reader(base)
    reader.sign_in("duyet")
    cookies = {cookie.name: cookie for cookie in reader.cookies}
    assert all(cookie.secure for cookie in cookies.values())
    assert all(cookies[name].has_nonstandard_attr("HttpOnly") for name in ("sessionid", "known_device"))


def test_the_installation_is_well_and_metrics_are_not_public(running: Site, base: str) -> None:
    ready = json.loads(Reader(base).ask("/readyz").body)
    assert (ready["ready"], ready["broker"], ready["unapplied_migrations"]) == (True, "ok", 0)
    assert Reader(base).ask("/metrics").status == 404
    inside = Reader(f"http://127.0.0.1:{running.ports['web']}/").ask("/metrics")
    assert inside.status == 200
    assert "welfare_queue_age_seconds" in inside.body
    assert "django_http_responses_total_by_status_total" in inside.body


def test_who_asks_for_another_name_is_not_answered(running: Site, base: str) -> None:
    assert Reader(base).ask("/", Host="elsewhere.example").status == 421


def test_a_made_up_address_is_not_believed(running: Site, base: str) -> None:
    Reader(base).ask("/livez", **{"X-Forwarded-For": "8.8.8.8"})
    lines = [json.loads(line) for line in running.log("web").splitlines() if line.startswith("{")]
    assert "8.8.8.8" not in {line.get("ip") for line in lines}


def test_sign_ins_from_one_address_are_slowed_down(base: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: Reader(base).ask("/accounts/login/", {"login": "x"}).status, range(400)))
    assert set(statuses) == {403, 429}


# --- the files themselves ----------------------------------------------------------------------


def test_the_compose_file_is_valid() -> None:
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yml",
    ]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_the_dockerfile_passes_its_linter() -> None:
    linter = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    assert linter
    result = subprocess.run([linter, "Dockerfile"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_each_service_is_bounded_and_has_no_rights_it_does_not_need(name: str) -> None:
    service = COMPOSE["services"][name]
    tools = {"prepare", "backup", "base", "recover"}  # they end by themselves
    assert name in tools or service["deploy"]["resources"]["limits"]["memory"]
    assert name in tools | {"wal_a", "wal_b"} or service.get("healthcheck")
    assert name == "database" or (service["read_only"] and service["cap_drop"] == ["ALL"])
    assert not [key for key in service.get("environment", {}) if re.search("PASSWORD$|SECRET_KEY$|DATABASE_URL$", key)]
    assert name == "proxy" or "ports" not in service


def test_only_known_variables_are_set() -> None:
    from welfare import environment

    known = set(environment.VARIABLES) | {f"{name}_FILE" for name in environment.VARIABLES}
    for name in ("web", "worker", "beat", "prepare", "backup"):
        assert set(COMPOSE["services"][name]["environment"]) <= known


def test_secrets_are_made_once_and_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    script = tmp_path / "deploy" / "make-secrets.sh"
    shutil.copy(ROOT / "deploy" / "make-secrets.sh", script)
    for _ in range(2):
        subprocess.run([script], check=True, capture_output=True)
        made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    subprocess.run([script], check=True, capture_output=True)
    assert made == {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert {*made} | {"certificate.pem", "certificate.key"} >= {
        Path(secret["file"]).name for secret in COMPOSE["secrets"].values()
    }
    assert len(made["secret_key"]) >= 32


@pytest.mark.parametrize("umask", ["077", "022"])
def test_containers_can_read_the_certificate_s_key_and_their_scripts_whatever_the_umask(
    tmp_path: Path, umask: str
) -> None:
    """Each is a user of its own. And a renewed certificate is written into the file that a container has open."""
    copy = f"umask {umask} && cp -r --no-preserve=mode {ROOT / 'deploy'} . && chmod u+x deploy/*.sh deploy/*/*.sh"
    subprocess.run(["sh", "-c", copy], cwd=tmp_path, check=True)
    numbers = []
    for text in ("first", "renewed"):
        for name in ("fullchain.pem", "privkey.pem"):
            (tmp_path / name).write_text(f"{text} {name}")
            (tmp_path / name).chmod(0o600)
        command = ["sh", "-c", f"umask {umask} && deploy/make-secrets.sh fullchain.pem privkey.pem"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        key = tmp_path / "secrets" / "certificate.key"
        assert key.read_text() == f"{text} privkey.pem"
        numbers.append(key.stat().st_ino)
    assert numbers[0] == numbers[1]
    mounted = [path for path in (tmp_path / "deploy").rglob("*") if path.is_file()]
    assert all(path.stat().st_mode & 0o004 for path in [*mounted, *(tmp_path / "secrets").iterdir()])
    assert all(path.stat().st_mode & 0o001 for path in mounted if path.suffix == ".sh")


def test_what_web_and_proxy_are_called_by_does_not_change_with_a_start() -> None:
    services = COMPOSE["services"]
    addresses = {name: services[name]["networks"]["inside"]["ipv4_address"] for name in ("web", "proxy")}
    assert services["proxy"]["environment"]["UPSTREAM"] == f"{addresses['web']}:8000"
    assert services["web"]["environment"]["TRUSTED_PROXY"] == addresses["proxy"]
    assert "depends_on" not in services["proxy"]  # it is not taken down with the site


def test_one_service_alone_is_built() -> None:
    assert [name for name, service in COMPOSE["services"].items() if "build" in service] == ["web"]


def test_the_compose_file_is_one_document() -> None:
    assert len(list(yaml.safe_load_all((ROOT / "docker-compose.yml").read_text(encoding="utf-8")))) == 1
