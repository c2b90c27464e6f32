"""The site on PostgreSQL, Redis and a bucket, which `make test-services` starts; and what happens
when one of them, or a process of the site, goes away while it is used."""
