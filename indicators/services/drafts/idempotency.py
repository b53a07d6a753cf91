"""A request that is sent again gets the first answer, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from ...models import IdempotencyKey, User


class KeyReused(Exception):
    """A key that came again with another request."""


def once(*, by: User, key: str, fingerprint: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do `work` and keep its answer, in one transaction; or return the answer that was kept.

    A resend that arrives while the first is still at work waits for it. When `work` raises, nothing is
    kept: asking again is then asking anew. Raise KeyReused where the key came with another `fingerprint`.
    """
    with transaction.atomic():
        if _claimed(by, key, fingerprint):
            answer = work()
            IdempotencyKey.objects.filter(user=by, key=key).update(status=200, answer=answer)
            return answer
        first = IdempotencyKey.objects.get(user=by, key=key)
        if first.fingerprint != fingerprint:
            raise KeyReused(key)
        return dict(first.answer)


def _claimed(by: User, key: str, fingerprint: str) -> bool:
    """Return whether this is the first request with the key. Waits for another that is not yet committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO indicators_idempotencykey (user_id, key, fingerprint, status, answer, created_at)
               VALUES (%s, %s, %s, 0, '{}', now()) ON CONFLICT (user_id, key) DO NOTHING""",
            [by.pk, key, fingerprint],
        )
        return cursor.rowcount == 1
