from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from directory import addresses
        from home import directories, routes, signals

        directories.declare()
        addresses.paths_come_from(routes.directory_path)
        signals.connect()
