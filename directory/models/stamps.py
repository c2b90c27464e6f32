"""A counter for each kind of record: it moves, in the same transaction, with every change to them.

An index or a cached answer made at one stamp is current for as long as the stamp stands still.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, models, transaction
from django.db.models import F
from django.utils import timezone

from directory.models.touches import is_watched, touch


def stamp_name(model: type[models.Model]) -> str:
    """Return the name of the stamp that moves with `model`: its own choice, or its label."""
    return getattr(model, "stamp_name", model._meta.label_lower)


def stamps_on(model: type[models.Model], path: str) -> set[str]:
    """Return the stamps of the models that the path "institution__place" leads through."""
    names = set()
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
        if model is None:
            break
        names.add(stamp_name(model))
    return names


class Stamp(models.Model):
    """How often the records of one model have changed."""

    name = models.CharField(max_length=100, primary_key=True)
    value = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"

    @classmethod
    def move(cls, name: str) -> None:
        """Count a change to the records called `name` ("directory.program")."""
        now = timezone.now()
        if not cls.objects.filter(name=name).update(value=F("value") + 1, moved_at=now):
            cls.objects.bulk_create(
                [cls(name=name, value=1, moved_at=now)],
                update_conflicts=True,
                unique_fields=["name"],
                update_fields=["value", "moved_at"],
            )

    @classmethod
    def read(cls) -> Mapping[str, int]:
        """Return all stamps, by name: one query, without the cost of the ORM on the hottest
        path.

        It tells too whether a connection that was kept is still there, which Django would ask
        PostgreSQL for with a query of its own; one that was cut is replaced.
        """
        is_untried = (
            connection.connection is not None
            and connection.health_check_enabled
            and not connection.health_check_done
        )
        connection.health_check_done = True
        try:
            return cls._all()
        except (OperationalError, InterfaceError):
            if not is_untried or connection.in_atomic_block:
                raise
            connection.close()
            return cls._all()

    @staticmethod
    def _all() -> Mapping[str, int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, value FROM directory_stamp")
            return dict(cursor.fetchall())

    @classmethod
    def last_moved(cls) -> datetime | None:
        """Return when any of them moved last."""
        return cls.objects.aggregate(last=models.Max("moved_at"))["last"]


class StampedQuerySet(models.QuerySet):
    """Bulk changes bypass save() and its stamp, so they move it and tell what they touch."""

    def _moving(self, change, *args, touching=(), **kwargs):
        with transaction.atomic(using=self.db):
            result = change(*args, **kwargs)
            Stamp.move(stamp_name(self.model))
            if touching:
                touch(self.model, touching)
        return result

    def _watched(self, fields=None) -> list[int]:
        """Return the numbers of these records, if anybody wants to hear of a change of `fields`."""
        is_told = is_watched(self.model, fields)
        return list(self.order_by().values_list("pk", flat=True)) if is_told else []

    def update(self, **kwargs):
        return self._moving(super().update, **kwargs, touching=self._watched(kwargs))

    def bulk_create(self, objs, *args, **kwargs):
        with transaction.atomic(using=self.db):
            made = self._moving(super().bulk_create, objs, *args, **kwargs)
            if is_watched(self.model):
                touch(self.model, [each.pk for each in made if each.pk is not None])
        return made

    def bulk_update(self, objs, fields, *args, **kwargs):
        return self._moving(super().bulk_update, objs, fields, *args, **kwargs)

    def delete(self):
        return self._moving(super().delete, touching=self._watched())

    delete.alters_data = True
    delete.queryset_only = True


class Stamped(models.Model):
    """A model whose every saved change moves its stamp, and is told, in the same transaction."""

    objects = StampedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            Stamp.move(stamp_name(type(self)))
            if is_watched(type(self), kwargs.get("update_fields")):
                touch(type(self), [self.pk])

    def delete(self, *args, **kwargs):
        pk = self.pk
        with transaction.atomic():
            result = super().delete(*args, **kwargs)
            Stamp.move(stamp_name(type(self)))
            if is_watched(type(self)):
                touch(type(self), [pk])
        return result
