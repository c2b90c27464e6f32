"""What of the entries came, changed and went.

Reports, editions, API and admin import it.
"""
