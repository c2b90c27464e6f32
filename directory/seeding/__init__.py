"""The starting content: what the site knows before its first editor has come."""

from directory.seeding.faults import Fault, SeedError
from directory.seeding.loading import DATA, load

__all__ = ["DATA", "Fault", "SeedError", "load"]
