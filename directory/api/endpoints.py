"""The operations: for each collection a list, one entry and a list in lines.

django-ninja routes and documents them; what they take and give is told by facets and columns.
"""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from directory.api import answers, questions
from directory.api.collections import COLLECTIONS, Collection
from directory.api.freshness import as_data
from directory.reports.freshness import freshness
from directory.web.problems import Problem

api = NinjaAPI(
    title="Directory of the Library Support Staff Resource Center",
    version="1",
    docs_url=None,
    openapi_url=None,
    urls_namespace="directory_api",
)


@api.exception_handler(Problem)
def refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A request that is not answered, and why."""
    return problem.response()


def _declare(collection: Collection) -> None:
    name = collection.name
    tags = [name]

    @api.get(f"/{name}", operation_id=f"list-{name}", tags=tags)
    def listed(request: HttpRequest):
        return answers.listed(request, collection)

    @api.get(f"/{name}.ndjson", operation_id=f"lines-{name}", tags=tags)
    def lines(request: HttpRequest):
        return answers.lines(request, collection)

    @api.get(f"/{name}/{{slug}}", operation_id=f"get-{name}", tags=tags)
    def one(request: HttpRequest, slug: str):
        return answers.one(request, collection, slug)


for _collection in COLLECTIONS.values():
    _declare(_collection)


@api.get("/freshness", operation_id="get-freshness", tags=["freshness"])
def numbers(request: HttpRequest):
    questions.refuse_all_but(request.GET, ())
    found = freshness(request.stamps)
    return answers.as_json({"data": as_data(found, answers.origin(request).__add__)})


@api.get("/", operation_id="get-index", tags=["index"])
def index(request: HttpRequest):
    return answers.index(request)
