"""The directories for other programs, at `/api/directory/v1/`: the same lists as the pages."""
