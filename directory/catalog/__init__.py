"""What each directory is: its facets, orders, columns, facts and schema.org node.

All packages above the models and links may import it.
"""
