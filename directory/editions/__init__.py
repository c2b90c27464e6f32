"""The directories as files for everybody: dated, never changed, and enough to build them anew."""

from directory.editions.building import build, holds_what_went
from directory.editions.keeping import Edition, editions, file_of, latest
from directory.editions.rebuilding import rebuild

__all__ = ["Edition", "build", "editions", "file_of", "holds_what_went", "latest", "rebuild"]
