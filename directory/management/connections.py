"""What a process leaves behind before it forks."""

from django.db import connections


def leave_database() -> None:
    """Close all connections to the database, and the pools that keep them: none may be shared with
    a fork."""
    for each in connections.all(initialized_only=True):
        each.close()
        if hasattr(each, "close_pool"):  # PostgreSQL alone has one
            each.close_pool()
