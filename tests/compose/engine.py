"""The container engine, where there is one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from ..support.production import COMPOSE, ROOT

HERE = Path(__file__).resolve().parent
STAND_INS = {
    "python": "python",
    "node": "node",
    "postgres": "postgres",
    "nginx": "nginx-unprivileged",
    "valkey": "valkey",
}
DEBIAN = "stand-in:debian"


def missing() -> str:
    """Why no container can be started here; an empty text where one can."""
    if not shutil.which("docker"):
        return "there is no docker (Debian: apt install docker.io, and Compose v2 from docker-compose of Debian 13)"
    for command, what in (("version", "no container engine answers"), ("compose version", "Compose v2 is missing")):
        result = subprocess.run(["docker", *command.split()], capture_output=True, text=True, check=False)
        if result.returncode:
            return f"{what}: {(result.stderr or result.stdout).strip()}"
    return ""


def docker(*arguments: str | Path, limit: float = 600, **changes: str) -> str:
    """What docker prints. Fails with its complaint."""
    environment = {**os.environ, **changes}
    result = subprocess.run(
        ["docker", *arguments], capture_output=True, text=True, check=False, timeout=limit, env=environment
    )
    assert result.returncode == 0, f"docker {' '.join(map(str, arguments))}: {result.stderr[-3000:]}"
    return result.stdout.strip()


def is_there(image: str) -> bool:
    return not subprocess.run(["docker", "image", "inspect", image], capture_output=True, check=False).returncode


# --- the images that the project is made of ----------------------------------------------------


def images() -> set[str]:
    """The images of others that docker-compose.yml and Dockerfile name."""
    named = {
        service["image"] for service in COMPOSE["services"].values() if not service["image"].startswith("welfare-")
    }
    return named | set(re.findall(r"^FROM (\S+:\S+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE))


def provide_images() -> list[str]:
    """Have them all here, from their registry or else as stand-ins; the names of these."""
    stand_ins = []
    for image in sorted(images()):
        pulled = is_there(image) or not subprocess.run(["docker", "pull", "-q", image], capture_output=True).returncode
        if not pulled:
            stand_in(image)
        if is_there(image) and "stand-in" in docker("image", "inspect", "--format", "{{json .Config.Labels}}", image):
            stand_ins.append(image)
    return stand_ins


def stand_in(image: str) -> None:
    """Make one of Debian's packages, under the name of the official image."""
    folder = next(name for name, word in STAND_INS.items() if re.search(rf"\b{word}:", image))
    if not is_there(DEBIAN):
        debian()
    docker("build", "--quiet", "--label", "stand-in=yes", "--tag", image, HERE / "images" / folder, DOCKER_BUILDKIT="0")


def debian() -> None:
    """The smallest Debian 13, with the certificates and apt settings of this machine."""
    with tempfile.TemporaryDirectory(prefix="debian-") as name:
        root = Path(name)
        packages = ["--variant=minbase", "--include=ca-certificates"]
        subprocess.run(["debootstrap", *packages, "trixie", root], check=True, capture_output=True)
        bundle = Path("etc/ssl/certs/ca-certificates.crt")
        shutil.copy(Path("/") / bundle, root / bundle)
        for settings in Path("/etc/apt/apt.conf.d").glob("99*"):
            shutil.copy(settings, root / "etc/apt/apt.conf.d")
        with subprocess.Popen(["tar", "-C", root, "-c", "."], stdout=subprocess.PIPE) as tar:
            subprocess.run(["docker", "import", "-", DEBIAN], stdin=tar.stdout, check=True, capture_output=True)
