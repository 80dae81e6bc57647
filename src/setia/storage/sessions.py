"""Sessions whose process has stopped while it keeps locks, where PostgreSQL's own time limit does not see them.

`idle_in_transaction_session_timeout` ends a session that is between two statements. One whose process stopped in the
middle of a COPY, or before it had read an answer, counts as active: it would keep its locks until the process goes on.
"""

from __future__ import annotations

from django.db import connection

from setia.storage.clock import SERVER_CLOCK
from setia.storage.streaming import fetch

_STOPPED = f"""
SELECT count(pg_terminate_backend(a.pid))
FROM pg_stat_activity a,
     (SELECT setting::bigint AS lease FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout') s
WHERE a.datname = current_database() AND a.usename = current_user AND a.pid <> pg_backend_pid()
  AND a.state = 'active' AND a.wait_event_type = 'Client'
  AND s.lease > 0 AND {SERVER_CLOCK} - a.state_change > s.lease * interval '1 millisecond'
  AND EXISTS (
    SELECT 1 FROM pg_locks l
    WHERE l.pid = a.pid AND l.relation = 'account'::regclass AND l.mode IN ('RowShareLock', 'RowExclusiveLock')
  )
"""


def end_stopped() -> int:
    """End the sessions that wait for their process in the middle of a statement, with accounts locked; how many.

    Only such as have waited for longer than a session may be idle in a transaction; none where that is for ever.
    PostgreSQL undoes their transactions; should the process go on, its next statement fails.
    """
    return int(fetch(_STOPPED)[0][0]) if connection.vendor == "postgresql" else 0
