"""What editors see beside entries: first page, guide, pins, second step, announcements.

Only hooks, apps and addresses import it.
"""
