"""A directory of open jobs, added as CONTRIBUTING.md says: a newcomer's change, kept as a test."""
