"""What is sent is here, all of it, before anybody works on it: who sends slowly keeps a thread
waiting, of which there are many, and no seat (cms/admission.py)."""

import shutil
from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from wsgiref.types import StartResponse, WSGIEnvironment

IN_MEMORY = 64 * 1024  # bytes; what is larger waits in a file
# The largest file that the site takes, for an import, and what is sent around it. Longer bodies are
# refused by whoever is asked, unread.
LARGEST = 101 * 1024 * 1024

Application = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


def received(application: Application) -> Application:
    """Return the application, asked when the body of a request has come."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if not (length.isascii() and length.isdigit() and 0 < int(length) <= LARGEST):
            return application(environ, start_response)
        body = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when nobody has it any more
        shutil.copyfileobj(environ["wsgi.input"], body)
        body.seek(0)
        return application({**environ, "wsgi.input": body}, start_response)

    return answer
