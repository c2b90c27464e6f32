from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        from cms import audit, checks, logs  # noqa: F401 - the checks register themselves

        logs.connect()
        audit.connect()
