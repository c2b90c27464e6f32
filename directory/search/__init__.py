"""Words, the index in memory and the questions put to it.

It imports the catalog and the models; lists and all above import it.
"""
