"""Making an edition when the entries have changed: all of it stands at once, or nothing does."""

import json
import os
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

from django.utils import timezone

from directory.editions.contents import files
from directory.editions.files import exchangeable
from directory.editions.keeping import MANIFEST, Edition, editions, latest, root
from directory.jobs import Progress
from directory.models import Stamp


def build(progress: Progress | None = None) -> Edition | None:
    """Write a new edition; None, and nothing is written, when it would say what the latest says."""
    root().mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".part-", dir=root()))
    try:
        # Others may read what is made here: nothing of it is secret.
        part.chmod(0o755)
        manifest = _write(part, progress)
        before = latest()
        if before is not None and before.digest == manifest["digest"]:
            return None
        (part / MANIFEST).write_text(json.dumps(manifest, indent=1))
        # A folder that is there is never replaced: an edition stays as it was published.
        os.rename(part, root() / _next_version())
        Stamp.move("editions")
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return latest()


def holds_what_went() -> bool:
    """Return whether the latest edition has an entry at an address where the public sees none any
    more."""
    edition = latest()
    if edition is None:
        return False
    for slug, directory in exchangeable().items():
        lines = (root() / edition.version / f"{slug}.ndjson").read_bytes().splitlines()
        public = set(directory.records().values_list("slug", flat=True))
        if not public.issuperset(json.loads(line)["slug"] for line in lines):
            return True
    return False


def _write(folder: Path, progress: Progress | None) -> dict[str, object]:
    written, digest, rows, number = [], sha256(), {}, len(exchangeable())
    for name, content in files():
        (folder / name).write_bytes(content)
        proof = sha256(content).hexdigest()
        written.append({"name": name, "size": len(content), "sha256": proof})
        digest.update(f"{name} {proof}\n".encode())
        slug, _dot, kind = name.partition(".")
        if kind == "ndjson":
            rows[slug] = content.count(b"\n")
            if progress:
                progress(len(rows), number)
    return {"digest": digest.hexdigest(), "rows": rows, "files": written}


def _next_version() -> str:
    today = timezone.localdate().isoformat()
    same_day = [each.version for each in editions() if each.version[:10] == today]
    return f"{today}.{len(same_day) + 1}" if same_day else today
