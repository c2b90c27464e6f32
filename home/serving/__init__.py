"""The views that answer at the addresses of pages and of their files; `cms.urls` imports them."""
