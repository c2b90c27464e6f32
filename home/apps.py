from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from directory.editing import uses
        from directory.models import addresses
        from home import pictures
        from home.admin import page_uses, upload_rights, uploads
        from home.models import ContactSettings, Pin, directories, signals
        from home.pages import routes

        directories.declare()
        addresses.paths_come_from(routes.directory_path)
        routes.frame_comes_from(notice=Pin.shown, contact=ContactSettings.shown)
        signals.connect()
        pictures.connect()
        uploads.connect()
        upload_rights.connect()
        uses.told_by(page_uses.page_uses)
