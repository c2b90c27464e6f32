"""A counter for each kind of record: it moves, in the same transaction, with every change to them.

An index or a cached answer made at one stamp is current for as long as the stamp stands still.
"""

from collections.abc import Mapping

from django.db import connection, models, transaction
from django.db.models import F


def stamp_name(model: type[models.Model]) -> str:
    """The name of the stamp that moves with `model`: its own choice, or its label."""
    return getattr(model, "stamp_name", model._meta.label_lower)


class Stamp(models.Model):
    """How often the records of one model have changed."""

    name = models.CharField(max_length=100, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"

    @classmethod
    def move(cls, name: str) -> None:
        """Count a change to the records called `name` ("directory.program")."""
        if not cls.objects.filter(name=name).update(value=F("value") + 1):
            cls.objects.bulk_create(
                [cls(name=name, value=1)],
                update_conflicts=True,
                unique_fields=["name"],
                update_fields=["value"],
            )

    @classmethod
    def read(cls) -> Mapping[str, int]:
        """All stamps, by name: one query, without the cost of the ORM on the hottest path."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, value FROM directory_stamp")
            return dict(cursor.fetchall())


class StampedQuerySet(models.QuerySet):
    """Bulk changes bypass save() and its stamp, so they move it themselves."""

    def _moving(self, change, *args, **kwargs):
        with transaction.atomic(using=self.db):
            result = change(*args, **kwargs)
            Stamp.move(stamp_name(self.model))
        return result

    def update(self, **kwargs):
        return self._moving(super().update, **kwargs)

    def bulk_create(self, objs, *args, **kwargs):
        return self._moving(super().bulk_create, objs, *args, **kwargs)

    def bulk_update(self, objs, fields, *args, **kwargs):
        return self._moving(super().bulk_update, objs, fields, *args, **kwargs)

    def delete(self):
        return self._moving(super().delete)

    delete.alters_data = True
    delete.queryset_only = True


class Stamped(models.Model):
    """A model whose every saved change moves its stamp in the same transaction."""

    objects = StampedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            Stamp.move(stamp_name(type(self)))

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            result = super().delete(*args, **kwargs)
            Stamp.move(stamp_name(type(self)))
        return result
