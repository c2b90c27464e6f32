from django.db import models


class FormerAddress(models.Model):
    """An address at which the public knew an entry, and at which there is no public one now.

    Written in the transaction in which the entry left it, and gone with that in which another one
    takes it.
    """

    directory = models.CharField(max_length=40)
    slug = models.CharField(max_length=255)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["directory", "slug"], name="one_former_entry")
        ]

    def __str__(self) -> str:
        return f"{self.directory}/{self.slug} {self.object_id}"

    @classmethod
    def keep(cls, directory: str, left: dict[str, int], taken: list[str]) -> None:
        """Keep the addresses that entries known to the public have `left`; others are `taken` by
        entries."""
        if left:
            cls.objects.bulk_create(
                [cls(directory=directory, slug=slug, object_id=pk) for slug, pk in left.items()],
                update_conflicts=True,
                unique_fields=["directory", "slug"],
                update_fields=["object_id"],
            )
        if taken:
            cls.objects.filter(directory=directory, slug__in=taken).delete()

    @classmethod
    def entry_at(cls, directory: str, slug: str) -> int | None:
        """Return the number of the entry that the public knew at this address last."""
        found = cls.objects.filter(directory=directory, slug=slug)
        return found.values_list("object_id", flat=True).first()
