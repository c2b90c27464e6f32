from django.db import models


class SeededRow(models.Model):
    """A row of the starting content that was loaded once, and so is never loaded again.

    What an editor changed or deleted stays changed or deleted when the seed runs a second time.
    """

    dataset = models.CharField(max_length=40)
    key = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "key"], name="a_row_is_seeded_once")
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.key}"
