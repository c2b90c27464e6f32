"""What waits to be sent: the loop of every sender, letters by SMTP, messages to webhooks.

It imports the models and how links are fetched; what writes letters, the schedule and the admin
import it.
"""
