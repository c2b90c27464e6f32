from django.conf import settings
from django.urls import include, path, re_path
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView
from django.views.static import serve as serve_file
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.views.account import LogoutView
from wagtail.documents.views import serve as documents
from wagtail.views import authenticate_with_password

from directory.api.collections import ROOT as DIRECTORY_API
from directory.catalog.directories import DIRECTORIES
from home.accounts import second_step, signed_out
from home.accounts.password_resets import AskedView
from home.accounts.sign_ins import guarded
from home.admin import redirect_imports
from home.formats import (
    compare,
    data_pages,
    discovery,
    embeds,
    feeds,
    public_files,
    shares,
    twins,
)
from home.formats.fixed_pages import REFERENCE
from home.serving import list_files, needs, pages
from home.submissions import answered
from home.submissions import views as submissions

handler500 = "cms.faults.unanswered"

# The directories whose own name leads to their page, whatever address editors give that.
ALIASES = "|".join(slug for slug, each in DIRECTORIES.items() if each.has_alias)
COMPARED = "|".join(slug for slug, each in DIRECTORIES.items() if each.compared)

# What has to be asked before the pages, because it looks like one of them.
before_pages = [
    path("admin/second-step/", second_step.second_step, name="second_step"),
    path("admin/second-step/forget/<int:pk>/", second_step.forget, name="forget_second_step"),
    # Wagtail's own answers a GET with 405, and signs out all the same.
    path("admin/logout/", require_POST(LogoutView.as_view()), name="wagtailadmin_logout"),
    path("admin/password_reset/", AskedView.as_view(), name="wagtailadmin_password_reset"),
    path("admin/session/", signed_out.session, name="editor_session"),
    path("admin/redirects/import/process/", redirect_imports.process),
    path("admin/", include(wagtailadmin_urls)),
    # Where the API has an address without a slash, its twin is below it all the same.
    path(f"{REFERENCE.path[1:]}/index.md", twins.markdown_twin, {"path": REFERENCE.path[1:]}),
    path(DIRECTORY_API.removeprefix("/"), include("directory.api.urls")),
    # By the names that Wagtail knows them.
    re_path(r"^documents/(\d+)/(.*)$", public_files.serve_document, name="wagtaildocs_serve"),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        guarded(documents.authenticate_with_password),
        name="wagtaildocs_authenticate_with_password",
    ),
    path("api/content/v2/", include("cms.api.urls")),
    re_path(rf"^(?P<slug>{ALIASES})/(?P<rest>.*)$", list_files.directory_alias),
    re_path(r"^embed/(?P<path>(?:[\w\-]+/)+)$", embeds.embed, name="embed"),
    re_path(rf"^compare/(?P<slug>{COMPARED})/$", compare.compare, name="compare"),
    path("data/", data_pages.data, name="data"),
    path("what-do-i-need/", needs.needs, name="needs"),
    path("suggest/", submissions.suggest, name="suggest"),
    re_path(r"^suggest/(?P<token>[\w-]{32})/$", submissions.show, name="submission"),
    path("report/<slug:directory>/<slug:slug>/", submissions.report, name="report"),
    path("answered/<slug:slug>/", answered.answered, name="answered"),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        guarded(authenticate_with_password),
        name="wagtailcore_authenticate_with_password",
    ),
    # There is one sign-in, that of the editor.
    path(
        "_util/login/",
        RedirectView.as_view(url=settings.WAGTAIL_FRONTEND_LOGIN_URL, query_string=True),
        name="wagtailcore_login",
    ),
]
# What has a dot or no slash at its end, as no page has.
after_pages = [
    re_path(
        rf"^compare/(?P<slug>{COMPARED})/table\.(?P<kind>csv|json)$",
        compare.table,
        name="compare_table",
    ),
    re_path(
        r"^(?P<path>(?:[\w\-]+/)+)list\.(?P<kind>csv|json)$",
        list_files.directory_file,
        name="directory_file",
    ),
    re_path(
        r"^(?P<path>(?:[\w\-]+/)+)map\.(?P<kind>csv|json)$", list_files.map_file, name="map_file"
    ),
    re_path(
        r"^(?P<path>(?:[\w\-]+/)+)(?P<what>list|changes)\.(?P<kind>atom|feed\.json)$", feeds.feed
    ),
    re_path(r"^(?P<path>(?:[\w\-]+/)*)index\.md$", twins.markdown_twin, name="markdown_twin"),
    re_path(r"^share/(?P<path>(?:[\w\-]+/)*)(?P<digest>[0-9a-f]{20})\.png$", shares.share_picture),
    path("oembed", embeds.oembed, name="oembed"),
    path("opensearch.xml", discovery.opensearch, name="opensearch"),
    path("llms.txt", discovery.llms, name="llms"),
    path(".well-known/security.txt", discovery.security, name="security"),
    # Pictures of a site on one machine; with object storage they have a host of their own.
    path(
        "media/images/<path:path>",
        serve_file,
        {"document_root": settings.MEDIA_ROOT / "images"},
    ),
    path("data.json", data_pages.dcat, name="data_catalog"),
    re_path(
        r"^data/(?P<version>latest|[\d.-]{10,15})/(?P<name>[a-z]+\.[a-z.]+)$",
        data_pages.file,
        name="data_file",
    ),
    path("freshness.json", list_files.freshness_file, name="freshness_file"),
    path("sitemap.xml", list_files.sitemap, name="sitemap"),
    path("robots.txt", discovery.robots, name="robots"),
]
urlpatterns = [
    *before_pages,
    re_path(wagtail_urls.serve_pattern, pages.serve, name="wagtail_serve"),
    *after_pages,
]
