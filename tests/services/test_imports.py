"""Files are imported beside each other, into one directory and into two, while readers read."""

import time

from tests.import_files import as_csv, program
from tests.services.conftest import load, shown

ROWS = 400
BUSY = "The database is busy"


def test_imports_beside_each_other_are_whole_or_not_at_all(site, tmp_path):
    files = []
    for name in ("zebra", "yak", "xerus"):
        files.append(tmp_path / f"{name}.csv")
        files[-1].write_bytes(as_csv([program(f"{name}-{number}") for number in range(ROWS)]))
    exported = tmp_path / "associations.csv"
    assert site.command("export_directory", "associations", str(exported)).wait() == 0
    other = exported.read_text(encoding="utf-8-sig").replace("ALA", "ALA ")
    exported.write_text(other, encoding="utf-8-sig")

    before = shown(site.ask("/programs/list.json?per_page=1"))
    with load(lambda number: site.ask("/programs/list.json?per_page=1"), readers=2) as reading:
        imports = [site.command("import_directory", "programs", str(file)) for file in files]
        imports.append(site.command("import_directory", "associations", str(exported)))
        told = [process.communicate(timeout=300) for process in imports]
        time.sleep(0.5)
    done = [process.returncode == 0 for process in imports]
    for is_done, (out, err) in zip(done, told, strict=True):
        assert is_done or BUSY in out + err, out + err
    assert done[-1], "Another directory stands in nobody's way."
    assert any(done[:-1])

    assert reading.broken == []
    assert reading.statuses() == {200}
    seen = {shown(each) for each in reading.answers.values()}
    assert seen <= {before + number * ROWS for number in range(sum(done[:-1]) + 1)}
    after = shown(site.ask("/programs/list.json?per_page=1"))
    assert after == before + sum(done[:-1]) * ROWS
    names = site.ask("/programs/list.csv").body
    for file, is_done in zip(files, done, strict=False):
        assert names.count(f"{file.stem}-") >= ROWS if is_done else f"{file.stem}-" not in names
