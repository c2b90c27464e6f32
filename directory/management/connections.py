"""What a process leaves behind before it forks."""

from django.db import connections


def leave_database() -> None:
    """Close all connections to the database: none may be shared with a fork."""
    connections.close_all()
