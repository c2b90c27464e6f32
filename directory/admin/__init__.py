"""The editors' own pages, beside the lists and forms that Wagtail makes."""
