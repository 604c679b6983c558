"""The PostgreSQL and Redis that come along: real servers, kept by us, for one machine and one `board up`.

    with_postgres = Postgres(Path(".board-data"))
    url = with_postgres.start()      # postgresql://board@/board?host=..., reached by unix socket alone
    with_postgres.stop()

They live and die with the process that started them, also through kill -9, and lose no row that was acknowledged.
Both listen on a unix socket in a folder that nobody else may enter, and on no network. CannotStart says in one
sentence why one of them does not run. For real hubs, name servers with DATABASE_URL and REDIS_URL instead.
"""

from board.embedded.postgres import Postgres
from board.embedded.redis import Redis
from board.embedded.trouble import CannotStart

__all__ = ["CannotStart", "Postgres", "Redis"]
