"""Open jobs: where, with whom, how many hours, until when one can apply."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from directory.catalog.directories import register
from directory.catalog.directory import Directory
from directory.catalog.facets import Facet, Recorded
from directory.catalog.facts import Fact, named, said
from directory.catalog.place_parts import PlacePart
from directory.catalog.schema_org import Absolute, Node, node, place
from directory.catalog.sorts import Sort, by_place

from .models import Job


def _facts(record: Job) -> list[Fact]:
    return [
        said(_t("Employer"), record.employer, in_brief=True),
        named(_t("State or province"), record.place, in_brief=True),
        said(_t("Hours a week"), record.hours),
        said(_t("Closing date"), record.closes_on),
        said(_t("Web address"), record.url, record.url),
    ]


def _sentence(record: Job) -> str:
    return _t("Job with %(employer)s in %(place)s.") % {
        "employer": record.employer,
        "place": record.place.local_name,
    }


def _node(record: Job, absolute: Absolute) -> Node:
    return node(
        "JobPosting",
        title=record.name,
        hiringOrganization=node("Organization", name=record.employer),
        jobLocation=place(record.place),
        validThrough=record.closes_on.isoformat() if record.closes_on else None,
        url=record.url,
    )


register(
    Directory(
        slug="jobs",
        model=Job,
        title=_("Jobs"), nouns=_("job"),
        count=ngettext_lazy("%(number)d job", "%(number)d jobs", "number"),
        facts=_facts, sentence=_sentence, node=_node, api_name="jobs", search_order=9,
        suggestion=_("A job in a library"), suggestion_order=9,
        place_parts=[
            PlacePart("jobs", 9, _("Jobs"), _("Jobs in %(place)s"),
                      _("No job in %(place)s is recorded.")),
        ],
        related=["place", "verified_by"],
        facets=[
            Facet("place", _("State or province"), "place", blank=None,
                  help=_("Where the job is."), phrase=_("in %s")),
            Recorded("hours", _("Hours a week"), "hours", recorded=_("Hours are given"),
                     help=_("Whether the hours are recorded.")),
        ],
        search=["name", "employer", "place__name", "summary"],
        sorts={
            "name": Sort(_("name"), ["name"]),
            "place": Sort(_("place"), [*by_place("place"), "name"],
                          group=lambda job: job.place.local_name),
        },
        columns=["slug", "name", "place", "place_code", "employer", "hours", "closes_on",
                 "summary", "url"],
    )
)  # fmt: skip
