"""Two versions of a field side by side in words: choices by their labels, dates as dates, and what
is empty as what it means."""

from collections.abc import Sequence
from datetime import date, datetime

from bs4 import BeautifulSoup
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from modelcluster.models import get_all_child_relations
from wagtail.admin import compare, panels
from wagtail.admin.utils import get_user_display_name
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

SCHEDULE = ("go_live_at", "expire_at")
NOT_RECORDED, NOTHING = _("Not recorded"), _("Nothing")
# The spans have Wagtail's colors.
GONE = '<del><span class="deletion">{}</span></del>'
COME = '<ins><span class="addition">{}</span></ins>'


def marked(old: str, new: str) -> SafeString:
    """Return what went and what came, marked for eyes and ears."""
    return format_html(f"{GONE} {COME}", old, new)


def value_in_words(value: object, empty: str | Promise) -> str:
    """Return a value of a field as one would say it."""
    if value is None or value == "":
        return str(empty)
    if isinstance(value, bool):
        return _t("Yes") if value else _t("No")
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, (int, float)) or hasattr(value, "as_tuple"):
        return number_format(value)
    return str(value)


def html_in_words(html: object) -> str:
    """Return the text of rich text, with the address of each link behind it."""
    soup = BeautifulSoup(str(html), "html.parser")
    for link in soup.find_all("a"):
        where = link.get("href") or "{} {}".format(link.get("linktype", ""), link.get("id", ""))
        link.append(f" ({where.strip()})")
    return soup.get_text(" ", strip=True)


def text_difference(old: str, new: str) -> SafeString:
    """Return two texts as one, with what changed marked; what looks alike says that it differs."""
    if old == new:
        return format_html("{} <em>{}</em>", new, _t("(only how it is set out changed)"))
    shapes = {"deletion": GONE, "addition": COME, "equal": "{}"}
    parts = compare.diff_text(old, new).changes
    return format_html_join("", "{}", ((format_html(shapes[kind], text),) for kind, text in parts))


class ValueComparison(compare.FieldComparison):
    """Values that are said whole: choices, dates, numbers, yes and no."""

    @property
    def empty(self) -> Promise:
        """What an empty value means: of an entry, that nobody recorded it."""
        return NOTHING if issubclass(self.field.model, Page) else NOT_RECORDED

    def words(self, value: object) -> str:
        """Return one of the two values in words."""
        if self.field.choices and value not in (None, ""):
            return str(dict(self.field.flatchoices).get(value, value))
        return value_in_words(value, self.empty)

    def htmldiff(self) -> SafeString:
        old, new = self.words(self.val_a), self.words(self.val_b)
        return marked(old, new) if self.has_changed() else format_html("{}", new)


class TextComparison(ValueComparison):
    """Words, of which only those that changed are marked."""

    def htmldiff(self) -> SafeString:
        if self.val_a and self.val_b and self.has_changed():
            return text_difference(self.plain(self.val_a), self.plain(self.val_b))
        return super().htmldiff()

    def words(self, value: object) -> str:
        return super().words(self.plain(value) if value else value)

    def plain(self, value: str) -> str:
        """Return the value as text."""
        return value


class RichTextComparison(TextComparison):
    """Text with links and headings."""

    def plain(self, value: str) -> str:
        return html_in_words(value)


class Pointed(ValueComparison):
    """Another record, by its name."""

    def words(self, value: object) -> str:
        found = self.field.related_model._base_manager.filter(pk=value).first() if value else None
        gone = _t("Something that is deleted") if value else None
        return super().words(str(found) if found else gone)


class NamesComparison(ValueComparison):
    """Several others, by their names."""

    def names(self, value: Sequence[models.Model]) -> list[str]:
        """Return the name of each."""
        return [str(each) for each in value]

    def words(self, value: object) -> str:
        return ", ".join(self.names(value)) or str(self.empty)

    def has_changed(self) -> bool:
        return set(self.val_a) != set(self.val_b)

    def htmldiff(self) -> SafeString:
        old, new = self.names(self.val_a), self.names(self.val_b)
        if not old or not new:
            return marked(self.words(self.val_a), self.words(self.val_b))
        kept = [format_html("{}", name) for name in old if name in new]
        gone = [format_html(GONE, name) for name in old if name not in new]
        come = [format_html(COME, name) for name in new if name not in old]
        return format_html_join(", ", "{}", ((each,) for each in (*kept, *gone, *come)))


def comparison_of(field: models.Field) -> type[compare.FieldComparison]:
    """Return how two versions of a field are compared."""
    if field.is_relation:
        return NamesComparison if field.many_to_many else Pointed
    if isinstance(field, RichTextField):
        return RichTextComparison
    if isinstance(field, (models.CharField, models.TextField)) and not field.choices:
        return TextComparison
    return compare.StreamFieldComparison if isinstance(field, StreamField) else ValueComparison


def in_words(
    one: models.Model, other: models.Model, *, with_empty: bool = False
) -> list[tuple[str, str, str, bool]]:
    """Return the fields that editors fill of two records of one model side by side, in the order of
    their form: the label, what each has, and whether that differs. What is empty in both is left
    out unless it is asked for; a schedule that neither has always is."""
    options, rows = type(one)._meta, []
    form = type(one).get_edit_handler().get_form_options()["fields"]
    rank = {name: number for number, name in enumerate(form)}
    fields = (*options.concrete_fields, *options.many_to_many)
    for field in sorted(fields, key=lambda each: rank.get(each.name, len(rank))):
        if field.editable and not field.primary_key and field.name != "first_published_at":
            pair = comparison_of(field)(field, one, other)
            words = [str(pair.words(value)) for value in (pair.val_a, pair.val_b)]
            is_asked_for = with_empty and field.name not in SCHEDULE
            if is_asked_for or pair.has_changed() or words[0] != pair.empty:
                rows.append((str(pair.field_label()), *words, pair.has_changed()))
    for relation in get_all_child_relations(type(one)):
        lists = (getattr(each, relation.get_accessor_name()).all() for each in (one, other))
        words = [", ".join(map(str, found)) for found in lists]
        if with_empty or any(words):
            label = str(capfirst(relation.related_model._meta.verbose_name_plural))
            rows.append(
                (label, *(each or str(NOT_RECORDED) for each in words), words[0] != words[1])
            )
    return rows


class FieldPanel(panels.FieldPanel):
    """Wagtail's, whose field is compared in words, and said in words where nobody can change it."""

    def get_comparison_class(self) -> type[compare.FieldComparison]:
        return comparison_of(self.db_field)

    def format_value_for_display(self, value: object) -> str:
        if isinstance(value, AbstractBaseUser):
            return get_user_display_name(value)
        return value_in_words(value, NOT_RECORDED)


# The panels that Wagtail brings itself: title, search engines, menu, schedule; and those in lists.
for kind, comparison in (
    (models.CharField, TextComparison),
    (models.TextField, TextComparison),
    (RichTextField, RichTextComparison),
    (models.BooleanField, ValueComparison),
    (models.DateField, ValueComparison),
):
    compare.register_comparison_class(kind, comparison_class=comparison)
