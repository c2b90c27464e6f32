from wagtail import hooks

from home.guide import GuideViewSet

hooks.register("register_admin_viewset", lambda: GuideViewSet("guide"))
