"""The directory of jobs runs in a process and with settings of its own."""

collect_ignore = ["jobs"]
