"""Who is really asking: what a reverse proxy says of the reader is believed only where the proxy is ours."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

#: Headers that anyone can send, and only our own proxy may.
SAID = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_FORWARDED")


class TrustedProxy:
    """Middleware that puts the reader's address into REMOTE_ADDR, and drops proxy headers that are not our proxy's.

    `settings.TRUSTED_PROXY`: networks, and whether connections without an address (a Unix socket) are the proxy's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked_by = request.META.get("REMOTE_ADDR", "")
        if trusted(asked_by):
            request.META["REMOTE_ADDR"] = reader(asked_by, request.META.get("HTTP_X_FORWARDED_FOR", ""))
        else:
            for header in SAID:
                request.META.pop(header, None)
        return self.get_response(request)


def trusted(address: str) -> bool:
    """Whether an address is our proxy's."""
    networks: list[IPv4Network | IPv6Network]
    networks, socket = settings.TRUSTED_PROXY
    if not address:
        return socket
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)


def reader(proxy: str, forwarded: str) -> str:
    """Return the last address of the chain that is not our proxy's: what stands before it, the reader may make up."""
    for part in reversed([part.strip() for part in forwarded.split(",")]):
        try:
            ip_address(part)
        except ValueError:
            break
        if not trusted(part):
            return part
    return proxy or "127.0.0.1"
