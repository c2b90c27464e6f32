"""Uploads in a bucket, what is told while it is away, and what check --deploy asks of it.

Settings and apps import it.
"""
