"""What editors and readers are told about the whole: worklists and freshness.

Admin, API and pages import it.
"""
