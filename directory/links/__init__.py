"""Checking links: which addresses may be fetched, fetching one politely, and what its answer means.

addresses -> connections -> politeness -> fetching -> pages, soft404 -> verdicts -> states ->
checking: each module uses only those before it. Only `checking` and `usage` ask the database.
"""
