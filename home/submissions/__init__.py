"""What the public sends: the forms and their views, without a cookie.

Addresses and tags import it.
"""
