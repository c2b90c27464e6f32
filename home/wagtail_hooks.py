from wagtail import hooks

from home.accounts import second_step, signed_out
from home.admin import answers, dashboard, pinning, searches, sent_back
from home.admin.guide import GuideViewSet
from home.admin.own_todo import OwnTodoViewSet
from home.admin.viewsets import AnnouncementsViewSet
from home.formats import public_files
from home.pages import links

hooks.register("register_admin_viewset", lambda: GuideViewSet("guide"))
hooks.register("register_admin_viewset", lambda: OwnTodoViewSet("todo", url_prefix="work"))
hooks.register("register_admin_viewset", lambda: AnnouncementsViewSet("announcements"))
hooks.register("register_admin_viewset", answers.answer_viewsets)
hooks.register("register_admin_viewset", searches.missed_searches_viewset)
hooks.register("register_permissions", answers.answer_permissions)
hooks.register("register_permissions", searches.missed_searches_permissions)
hooks.register("register_account_menu_item", second_step.own_link)
hooks.register("register_user_listing_buttons", second_step.user_buttons)
hooks.register("register_page_header_buttons", pinning.header_buttons)
hooks.register("register_page_listing_more_buttons", pinning.listing_buttons)
hooks.register("register_log_actions", pinning.log_actions)
hooks.register("register_log_actions", second_step.log_actions)
hooks.register("construct_homepage_panels", dashboard.arrange)
hooks.register("insert_global_admin_js", signed_out.script)
hooks.register("before_edit_page", sent_back.tell)
hooks.register("before_edit_snippet", sent_back.tell)
hooks.register("register_rich_text_features", links.register, order=1)
hooks.register("before_serve_document", public_files.keep_back, order=10)
