"""The demo sign-ins over HTTP, and two drafts of theirs: what the staff site shows needs somebody at work.

Only what a browser would send: whichever way the modules lie, the same requests work.
"""

from __future__ import annotations

import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tools.compare_pages_answers import Reader
from tools.steps import StepFailed

NOBODY = "-"
STAFF = ("nhap.sonla", "nhap.laichau", "duyet", "quantri")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]*)"')
REPORTS = "/admin/indicators/report/"
#: A report as its newspaper tells it: figures with certain cells, a target, one that a person must place.
TEXT = (
    "Trong tháng 10 năm 2024, toàn tỉnh đã giải quyết việc làm cho 1.254 lao động, trong đó 312 người đi làm việc ở "
    "nước ngoài. Lũy kế 10 tháng năm 2024, toàn tỉnh tạo việc làm mới cho 15.600 lao động, đạt 92,5% kế hoạch năm. "
    "Tuyển sinh đào tạo nghề cho 2.310 người. Tỷ lệ hộ nghèo giảm còn 12,3%."
)


def sign_ins(url: str, password: str) -> dict[str, Reader]:
    """Return the readers by name: nobody, and each demo sign-in where there is a password."""
    return {NOBODY: Reader(url)} | ({name: signed_in(url, name, password) for name in STAFF} if password else {})


def signed_in(url: str, name: str, password: str) -> Reader:
    """Return a reader with the cookies of a sign-in. Raises StepFailed where it is refused."""
    reader = Reader(url)
    try:
        status, _ = post(reader, "/accounts/login/", login=name, password=password)
    except OSError as error:
        raise StepFailed(f"{url} does not answer ({error}): `make run` starts a site.") from error
    if status != 302 or "sessionid" not in reader.cookies:
        raise StepFailed(f"{url} does not let {name} sign in (status {status}): is DEMO_PASSWORD its password?")
    reader.cookies = {"sessionid": reader.cookies["sessionid"]}  # no greeting, which the first page alone would show
    return reader


def post(reader: Reader, path: str, **fields: str) -> tuple[int, str]:
    """Send a form with the token of its page, keep the cookies, and return the status and where the answer leads."""
    response = reader.request("GET", path)
    page = response.read().decode()
    _keep_cookies(reader, response.headers.get_all("Set-Cookie") or [])
    token = TOKEN.search(page)
    content = urlencode({"csrfmiddlewaretoken": token[1] if token else "", **_hidden(page), **fields}).encode()
    response = reader.request(
        "POST", path, content, Content_Type="application/x-www-form-urlencoded", Referer=reader.url + path
    )
    response.read()
    _keep_cookies(reader, response.headers.get_all("Set-Cookie") or [])
    return response.status, response.headers.get("Location", "")


def _hidden(page: str) -> dict[str, str]:
    """Return what a form sends of itself: the version that it shows, the area that its address chose."""
    version = re.search(r'name="seen" value="([^"]*)"', page)
    area = re.search(r'<select name="area".*?<option value="(\d+)" selected', page, re.DOTALL)
    return {name: match[1] for name, match in (("seen", version), ("area", area)) if match}


def _keep_cookies(reader: Reader, lines: list[str]) -> None:
    for line in lines:
        reader.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})


def add_drafts(url: str, password: str) -> None:
    """Add a draft of each province, with a text and the figures certain to be read from it; submit the last."""
    for name, area in (("nhap.sonla", "14"), ("nhap.laichau", "12")):
        reader = signed_in(url, name, password)
        page = f"{REPORTS}add/?area={area}&month=2024-10"
        number = _number(post(reader, page, month="2024-10", title=f"Báo cáo của {area}", text=TEXT), page)
        _number(post(reader, f"{REPORTS}{number}/reading/", step="certain"), "reading")
    _number(post(reader, f"{REPORTS}{number}/submit/", words="Số còn lại gửi sau."), "submit")


def _number(answer: tuple[int, str], page: str) -> str:
    """Return the number of the report that an answer leads to. Raises StepFailed where the form was not taken."""
    status, location = answer
    if status != 302:
        raise StepFailed(f"The form of {page} was not taken (status {status}).")
    return (re.findall(r"/report/(\d+)/", location) or [""])[0]
