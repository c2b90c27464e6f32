"""The same pages for other programs: twins, graphs, cards, embeds, feeds, sitemaps, files.

It imports pages and models; tags, serving and addresses import it.
"""
