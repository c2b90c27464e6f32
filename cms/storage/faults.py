"""What the storage of uploads raises."""


class StorageAway(OSError):
    """The storage of uploads does not answer, or refuses us."""
