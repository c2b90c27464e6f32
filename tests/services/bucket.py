"""A bucket of our own on loopback, as of S3, which can be taken away."""

import subprocess
import sys
from pathlib import Path

import boto3

from tests.cms.served.conftest import free_port, wait_for

NAME = "center"
ACCOUNT = {
    "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
}  # fmt: skip


class Bucket:
    """A process of moto's server. What is in it is gone when it stops."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What a site is told that keeps its uploads here."""
        return {**ACCOUNT, "S3_BUCKET": NAME, "S3_ENDPOINT": self.endpoint}

    def start(self) -> None:
        """Start it, empty, with its bucket made."""
        with (self.folder / "bucket.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
                stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        wait_for(self.port, self.process)
        self.client.create_bucket(Bucket=NAME)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(timeout=20)

    @property
    def client(self):
        return boto3.client(
            "s3", endpoint_url=self.endpoint, region_name=ACCOUNT["AWS_DEFAULT_REGION"],
            aws_access_key_id="test", aws_secret_access_key="test",
        )  # fmt: skip
