"""HTTP as every answer needs it: validators and caching, who may read it, who asks.

It imports the index and the models; all that answers imports it.
"""
