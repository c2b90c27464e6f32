"""What editors do to entries beside writing them: verify, amend many, take over, merge."""
