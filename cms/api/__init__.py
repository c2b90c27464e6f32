"""The content API: Wagtail's API v2, held to what the public may see, with bounds."""
