from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from directory.editing import uses
        from directory.links import usage
        from directory.models import addresses
        from home import groups, pictures
        from home.admin import page_links, page_uses, upload_rights, uploads
        from home.models import ContactSettings, Pin, signals
        from home.pages import routes

        checks.register(groups.check_rights, checks.Tags.database)
        post_migrate.connect(groups.grant_rights, dispatch_uid="rights of groups")
        addresses.paths_come_from(routes.directory_path)
        routes.frame_comes_from(notice=Pin.shown, contact=ContactSettings.shown)
        signals.connect()
        pictures.connect()
        uploads.connect()
        upload_rights.connect()
        uses.told_by(page_uses.page_uses)
        usage.told_by(page_links.page_links)
