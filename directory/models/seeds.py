from django.db import models


class SeededRow(models.Model):
    """A row of the starting content that was loaded once, and so is never made again.

    What somebody changed or deleted stays changed or deleted when the seed runs a second time;
    what nobody touched is brought up to date.
    """

    # In place of the digest, where somebody had an entry with this key before there was the row.
    OF_SOMEBODY = "somebody's"

    dataset = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    # Of what the entry said as it was seeded. It is empty where nobody knows, and then taken from
    # what the entry says: a migration that changes what entries say should empty it.
    digest = models.CharField(max_length=32, blank=True)
    # Unpublished by the seed, since the files have the row no longer.
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "key"], name="a_row_is_seeded_once")
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.key}"
