"""What the operator's machines ask: whether this process lives, whether the site is ready, and in
which numbers it works. No reader comes here.
"""
