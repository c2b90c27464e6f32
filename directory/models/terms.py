"""Controlled lists that editors own: who a rule is for, and what a resource is about."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from directory.models.addresses import directory_path
from directory.models.stamps import Stamped


class Term(Stamped):
    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("value in addresses and files"), max_length=60, unique=True)
    # What it was before, which addresses and programs out there still ask for.
    former_slugs = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Save it as everything stamped; a value that is changed is kept among the former ones."""
        fields = kwargs.get("update_fields")
        with transaction.atomic():
            if self.pk and (fields is None or "slug" in fields):
                self._keep_former_slug()
                if fields is not None:
                    kwargs["update_fields"] = {*fields, "former_slugs"}
            super().save(*args, **kwargs)

    def _keep_former_slug(self) -> None:
        stored = type(self)._base_manager.select_for_update().filter(pk=self.pk)
        for slug, former in stored.values_list("slug", "former_slugs"):
            kept = {*former, slug} - {self.slug}
            self.former_slugs = sorted(kept)


class Audience(Term):
    """Whom a certification requirement speaks to; the requirement keeps its own words beside it."""

    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ["sort_order", "name"]


class Topic(Term):
    """What a resource is about."""

    def get_absolute_url(self) -> str:
        """Return the path of the list of the resources about it."""
        return f"{directory_path('resources')}?topic={self.slug}"

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]


class Synonyms(Stamped):
    """Words that mean one thing to a reader who searches; a search for one finds the others."""

    MOST = 200

    phrases = models.TextField(
        _("words"),
        help_text=_("One word or phrase a line, all of them meaning the same to a reader."),
    )

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["phrases", "pk"]

    def __str__(self) -> str:
        return ", ".join(self.words())

    def clean(self) -> None:
        super().clean()
        found = {word.casefold() for word in self.words()}
        if self.phrases and len(found) < 2:
            # Somebody may have put commas between them, which would find nothing.
            words = _("Give two words or phrases at least, each on a line of its own.")
            raise ValidationError({"phrases": words})
        if len(found) > self.MOST:
            words = _("These are too many to mean the same: %(most)d at most.")
            raise ValidationError({"phrases": words % {"most": self.MOST}})

    def words(self) -> tuple[str, ...]:
        """Return the phrases, without blank lines."""
        return tuple(line.strip() for line in self.phrases.splitlines() if line.strip())
