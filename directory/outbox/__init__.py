"""What waits to be sent, and is sent once.

It imports the models; what writes letters imports it.
"""
