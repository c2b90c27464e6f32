"""Fields of pages as the content API writes them where Wagtail's own way would not do."""

from collections.abc import Callable, Mapping

from django.db import models
from rest_framework.fields import CharField, Field
from wagtail.api import APIField

from home.blocks.figures import LiveFigure, with_figures
from home.pictures import drawn

# The sizes and formats in which a picture is given out: those that the pages themselves use.
RENDITIONS = {
    f"{name}_{form}": f"format-{form}|width-{width}"
    for name, width in {"small": 480, "medium": 960, "large": 1440}.items()
    for form in ("webp", "jpeg")
}


def renditions(image, absolute: Callable[[str], str]) -> dict[str, dict[str, object]] | None:
    """Return a picture in every declared size, by name; None for one that cannot be drawn."""
    made = drawn(image, *RENDITIONS.values())
    return made and {
        name: {
            "url": absolute(made[spec].url),
            "width": made[spec].width,
            "height": made[spec].height,
        }
        for name, spec in RENDITIONS.items()
    }


class RenderedBody(Field):
    """A body as the HTML that the page itself shows."""

    def to_representation(self, value) -> str:
        return str(value.render_as_block())


class RenderedAnswer(Field):
    """The body of a question as the HTML that its page shows, with the figures of today."""

    def to_representation(self, question: models.Model) -> str:
        return str(with_figures(question.body.render_as_block(), question.live_figures))


class PublicFigures(Field):
    """The figures that an answer names, in the order of their numbers; None: readers see none."""

    def to_representation(self, figures: list[LiveFigure | None]) -> list[dict | None]:
        absolute = self.context["request"].build_absolute_uri
        return [
            each
            and {
                "occupation": each.occupation.slug,
                "html_url": absolute(each.occupation.get_absolute_url()),
                **each.figure.data(for_public=True),
                "text": each.words,
            }
            for each in figures
        ]


class PublicPlaces(Field):
    """The places that the public may see, each by name, code and address."""

    def to_representation(self, places: models.Manager) -> list[dict[str, str]]:
        absolute = self.context["request"].build_absolute_uri
        return [
            {
                "slug": place.slug,
                "code": place.code,
                "name": place.local_name,
                "html_url": absolute(place.get_absolute_url()),
            }
            for place in places.all()
            if place.is_published
        ]


class Audiences(Field):
    """Those whose work it is about, each by key and name; none: it is for everybody."""

    def to_representation(self, audiences: models.Manager) -> list[dict[str, str]]:
        return [{"slug": each.slug, "name": each.name} for each in audiences.all()]


class Picture(Field):
    """A picture by number and title, with its renditions."""

    def to_representation(self, image) -> dict[str, object]:
        absolute = self.context["request"].build_absolute_uri
        return {
            "id": image.pk,
            "title": image.title,
            "renditions": renditions(image, absolute),
        }


class PublicSources(Field):
    """The sources that readers see, in the order of their numbers; not what editors note of
    them."""

    def to_representation(self, sources: list[Mapping[str, object]]) -> list[dict[str, object]]:
        return [
            {
                "title": each["title"],
                "publisher": each["publisher"],
                "url": each["url"],
                "date": each["source_date"] or None,
                "read_on": each["read_on"].isoformat(),
                "is_copy": each["is_copy"],
            }
            for each in sources
        ]


class PublicQuestions(Field):
    """Questions that the public may see, each by title and address."""

    def to_representation(self, questions: list[models.Model]) -> list[dict[str, object]]:
        absolute = self.context["request"].build_absolute_uri
        return [
            {
                "id": each.pk,
                "title": each.title,
                "html_url": absolute(each.get_absolute_url()),
            }
            for each in questions
        ]


BODY_AS_HTML = APIField("body_html", serializer=RenderedBody(source="body"))
ANSWER_AS_HTML = APIField("body_html", serializer=RenderedAnswer(source="*"))
SHORT_ANSWER = APIField("short_answer", serializer=CharField(source="shown_answer"))
FIGURES = APIField("figures", serializer=PublicFigures(source="live_figures"))
PLACES = APIField("places", serializer=PublicPlaces())
AUDIENCES = APIField("audiences", serializer=Audiences())
SOURCES = APIField("sources", serializer=PublicSources(source="shown_sources"))
QUESTIONS = APIField("related", serializer=PublicQuestions(source="related_questions"))
PICTURE = APIField("image", serializer=Picture())
