"""deploy/nginx on the system's own nginx, which may be older than that of the containers."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
NAME = "localhost"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_program(name: str) -> str:
    """A server from the system's packages. CI installs them: .ci/run."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    assert found, f"{name} is not installed: apt-get install redis-server nginx"
    return found


def nginx(folder: Path) -> list[str]:
    """How it is started with the files that `proxy_files` has laid down."""
    return [server_program("nginx"), "-c", str(folder / "nginx" / "nginx.conf"), "-g", "daemon off;"]


def proxy_files(folder: Path, upstream: str, own_networks: str = "") -> dict[str, int]:
    """Fill in the templates, with a certificate of its own; the ports."""
    tmp, ports = folder / "nginx", {"http": free_port(), "https": free_port()}
    tmp.mkdir(mode=0o777)
    tmp.chmod(0o777)
    key, certificate = folder / "certificate.key", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
         "-keyout", key, "-out", certificate], check=True, capture_output=True,
    )  # fmt: skip
    values = {
        "NGINX_TMP": tmp, "NGINX_SPOOL": tmp, "NGINX_HEADERS": tmp / "headers.conf", "SERVER_NAME": NAME,
        "NGINX_PAGES": ROOT / "deploy" / "nginx" / "pages", "UPSTREAM": upstream, "HTTP_PORT": ports["http"],
        "HTTPS_PORT": ports["https"], "CERTIFICATE": certificate, "CERTIFICATE_KEY": key,
    }  # fmt: skip
    for template in (ROOT / "deploy" / "nginx").glob("*.template"):
        text = filled_in(as_this_one_reads_it(template.read_text(encoding="utf-8")), values)
        (tmp / template.stem).write_text(text, encoding="utf-8")
    own = {**os.environ, "NGINX_TMP": str(tmp), "OWN_NETWORKS": own_networks}
    subprocess.run(["sh", ROOT / "deploy" / "nginx" / "own-networks.sh"], env=own, check=True)
    return ports


def filled_in(template: str, values: Mapping[str, Any]) -> str:
    """As nginx' envsubst does: only names that are given."""
    return Template(template).safe_substitute({name: str(value) for name, value in values.items()})


def as_this_one_reads_it(text: str) -> str:
    """HTTP/2 in the words of an nginx before 1.25.1, where this one is."""
    said = subprocess.run([server_program("nginx"), "-v"], capture_output=True, text=True, check=True).stderr
    version = tuple(map(int, re.findall(r"\d+", said)[:3]))
    return text if version >= (1, 25, 1) else text.replace("http2 on;", "").replace("} ssl", "} ssl http2")
