"""The starting content: what the site knows before its first editor has come."""

from directory.imports.faults import Fault, SeedError
from directory.imports.seeding import DATA, load

__all__ = ["DATA", "Fault", "SeedError", "load"]
