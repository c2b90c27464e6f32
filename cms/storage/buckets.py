"""Uploads in a bucket. Documents, original pictures and whatever else is kept have no public
address there; the sizes of pictures that pages show, below `images/`, have one.

Nothing is ever replaced by another file of the same name.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3File, S3Storage
from storages.utils import clean_name

from cms.storage.faults import StorageAway

CLIENT = Config(
    connect_timeout=3, read_timeout=10, retries={"max_attempts": 2, "mode": "standard"},
    signature_version="s3v4",
)  # fmt: skip
IN_MEMORY = 1024 * 1024  # bytes of a file that is read; what is longer goes by a temporary file


@contextmanager
def faults_told() -> Iterator[None]:
    """Raise StorageAway for whatever goes wrong below, and FileNotFoundError for a file that is not
    there."""
    try:
        yield
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
            raise FileNotFoundError(str(error)) from error
        raise StorageAway(str(error)) from error
    except (BotoCoreError, Boto3Error, RetriesExceededError) as error:
        raise StorageAway(str(error)) from error


class StoredFile(S3File):
    """A file that is fetched when it is first read."""

    def _get_file(self):
        with faults_told():
            return super()._get_file()

    file = property(_get_file, S3File._set_file)


class PrivateStorage(S3Storage):
    """Where everything is kept. An address of it is signed, and good for a minute."""

    def get_default_settings(self) -> dict[str, object]:
        return {
            **super().get_default_settings(), "client_config": CLIENT, "file_overwrite": False,
            "max_memory_size": IN_MEMORY, "querystring_expire": 60,
        }  # fmt: skip

    def _open(self, name: str, mode: str = "rb") -> StoredFile:
        with faults_told():
            return StoredFile(self._normalize_name(clean_name(name)), mode, self)

    _save = faults_told()(S3Storage._save)
    delete = faults_told()(S3Storage.delete)
    listdir = faults_told()(S3Storage.listdir)
    exists = faults_told()(S3Storage.exists)
    size = faults_told()(S3Storage.size)


class PublicStorage(PrivateStorage):
    """Where the sizes of pictures are that pages show. Their addresses are plain ones."""

    def get_default_settings(self) -> dict[str, object]:
        return {**super().get_default_settings(), "querystring_auth": False}
