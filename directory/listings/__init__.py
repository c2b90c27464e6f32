"""A directory as filtered now: its page, rows, files and feeds.

Whatever shows entries imports it.
"""
