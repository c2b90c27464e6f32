"""`python -m tests.bench`: every measurement, one table after the other."""

import sys

from tests.bench import bench_index, bench_requests

if __name__ == "__main__":
    bench_index.main(sys.argv[1:])
    bench_requests.main(sys.argv[1:])
