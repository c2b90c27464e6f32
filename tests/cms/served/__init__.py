"""The site behind the server of production, and behind a real proxy."""
