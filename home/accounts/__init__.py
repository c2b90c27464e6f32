"""How editors sign in: guesses, new passwords, the second step.

Addresses, settings and hooks import it.
"""
