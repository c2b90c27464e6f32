"""What a place answers: what it asks of whom, where to study, whom to join, who pays, what is new.

One description for its page, its twin, its embed and the API.
"""
