from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's people, with the list and the forms of this site."""

    user_viewset = "home.accounts.users.PeopleViewSet"
