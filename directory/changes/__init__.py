"""What of the entries came, changed and went, and who is told of it.

Reports, editions, API and admin import it.
"""
