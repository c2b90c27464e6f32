"""How days and hours are written wherever nothing else is said, in Wagtail's own words too."""
