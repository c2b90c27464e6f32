"""Programs that lead to one another: of one school, or with one credential."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from directory.catalog.leads import Lead, Tables
from directory.catalog.values import in_lower_case
from directory.models import Place, Program
from directory.models.addresses import record_url

CREDENTIALS = {
    Program.Credential.DIPLOMA: _("Diploma"),
    Program.Credential.POST_MASTER: _("Post-master's program"),
}


class _Course(NamedTuple):
    """A public program that has not ended, as leads tell of it."""

    pk: int
    name: str
    slug: str
    credential: str
    delivery: str
    institution: int
    institution__name: str
    institution__place: int

    directory_slug = Program.directory_slug

    @property
    def title(self) -> str:
        """What a program is called where its school does not stand beside it."""
        return f"{self.name}, {self.institution__name}"


@dataclass(frozen=True, slots=True)
class _Courses:
    """The programs that can be led to, of each school and with each credential."""

    of_school: Mapping[int, Sequence[_Course]]
    with_credential: Mapping[str, Sequence[_Course]]
    places: Mapping[int, Place]


def _courses() -> _Courses:
    """Read the programs that can be led to, in the order in which they are. A table."""
    rows = Program.objects.published().exclude(status=Program.Status.ENDED)
    rows = rows.order_by("status", "institution__name", "name", "pk")
    of_school, with_credential = defaultdict(list), defaultdict(list)
    for course in map(_Course._make, rows.values_list(*_Course._fields)):
        of_school[course.institution].append(course)
        with_credential[course.credential].append(course)
    return _Courses(of_school, with_credential, Place.objects.in_bulk())


def akin(record: Program, tables: Tables) -> Iterable[Lead]:
    """Yield where a program leads: to the other programs of its school, and to the same credential
    nearby and online."""
    school, place, courses = record.institution, record.institution.place, tables.once(_courses)
    others = [other for other in courses.of_school[school.pk] if other.pk != record.pk]
    if len(others) == 1:
        credential = CREDENTIALS.get(
            others[0].credential, Program.Credential(others[0].credential).label
        )
        words = _t("The other program of the same school: %(credential)s.")
        said = words % {"credential": in_lower_case(str(credential))}
        yield Lead(others[0].name, record_url(others[0]), said)
    elif others and school.is_published:
        words = _t("Other programs of the same school: %(names)s.")
        names = "; ".join(sorted(other.name for other in others))
        yield Lead(school.name, school.get_absolute_url(), words % {"names": names})
    alike = [
        course
        for course in courses.with_credential[record.credential]
        if courses.places[course.institution__place].country == place.country
        and course.institution != school.pk
    ]
    here = (course for course in alike if course.institution__place == place.pk)
    nearby = (
        course for course in alike if courses.places[course.institution__place].is_near(place)
    )
    online = (course for course in alike if course.delivery == Program.Delivery.ONLINE)
    near = next(chain(here, nearby), None)
    for course, words in (
        (near, _t("The same credential, in %(place)s.")),
        (
            next((course for course in online if course != near), None),
            _t("The same credential online, from %(place)s."),
        ),
    ):
        if course:
            where = courses.places[course.institution__place].local_name
            yield Lead(course.title, record_url(course), words % {"place": where})
