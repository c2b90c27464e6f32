"""HTTP as every answer needs it: validators, caching, who asks.

It imports the index and the models; all that answers imports it.
"""
