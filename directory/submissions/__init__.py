"""What the public sends, from the form to the end: limits, duplicates, decisions, letters."""
