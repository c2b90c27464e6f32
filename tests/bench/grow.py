"""More entries of the kind of the starting content, to measure with: `python -m tests.bench.grow
5000 [program]` brings every directory to so many, or one alone.

Names and summaries are put together from the words of the entries that are there.
"""

import random
import sys

import django


def grow(to: int, only: str = "") -> None:
    """Bring every directory of entries to `to` entries, through bulk inserts, or `only` that of the
    model of this name."""
    from directory.models import (
        Association,
        CertificationRequirement,
        Institution,
        Program,
        Resource,
    )

    chance = random.Random(5)
    for model in (Institution, Program, Association, Resource, CertificationRequirement):
        if only not in ("", model._meta.model_name):
            continue
        kept = list(model.objects.all())
        missing = to - len(kept)
        words = [word for each in kept for word in f"{each.name} {each.summary}".split()]
        made = []
        for number in range(max(0, missing)):
            model_of = chance.choice(kept)
            fresh = model(**{
                field.attname: getattr(model_of, field.attname)
                for field in model._meta.concrete_fields if not field.primary_key
            })  # fmt: skip
            fresh.name = " ".join(chance.sample(words, 6))[:180]
            fresh.summary = " ".join(chance.sample(words, 25))
            fresh.slug = f"grown-{len(kept) + number}"
            fresh.latest_revision_id = fresh.live_revision_id = None
            if model is CertificationRequirement:
                fresh.applies_to = f"group {len(kept) + number}"
            made.append(fresh)
        created = model.objects.bulk_create(made, batch_size=500)
        for name in ("places", "topics", "audiences"):
            if hasattr(model, name):
                link_terms(model, name, created, chance)


def link_terms(model, name: str, records: list, chance: random.Random) -> None:
    """Give every new record one to three of the terms that its kind has."""
    field = model._meta.get_field(name)
    through, target = field.remote_field.through, list(field.related_model.objects.all())
    rows = [
        through(**{
            f"{model._meta.model_name}_id": record.pk,
            f"{field.related_model._meta.model_name}_id": term.pk,
        })
        for record in records
        for term in chance.sample(target, chance.randint(1, 3))
    ]  # fmt: skip
    through.objects.bulk_create(rows, batch_size=1_000)


if __name__ == "__main__":
    django.setup()
    grow(int(sys.argv[1]), *sys.argv[2:])
