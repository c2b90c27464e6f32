"""What pages share, where they are and what they show, without knowing which kinds there are.

`home.models`, which has the kinds, may import it, and so may all above the models.
"""
