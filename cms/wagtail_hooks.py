from django.urls import path
from wagtail import hooks

from cms.draft_links import DraftLinkItem, draft_link

hooks.register("register_page_action_menu_item", lambda: DraftLinkItem(order=90))
hooks.register(
    "register_admin_urls",
    lambda: [path("pages/<int:pk>/draft-link/", draft_link, name="draft_link")],
)
