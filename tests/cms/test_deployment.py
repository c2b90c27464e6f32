"""The files of docs/deploy/ are what the programs take that read them; nothing here is started."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from compose_spec import PyCompose

from cms.admission import THREADS
from tests.cms.served.conftest import program

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "docs" / "deploy"
OPERATING = (ROOT / "docs" / "operating.md").read_text()
UNITS = sorted(path.name for path in DEPLOY.glob("center*.*") if path.suffix != ".example")


def run(*command: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(each) for each in command], capture_output=True, text=True, check=False
    )


@pytest.fixture
def units(tmp_path) -> Path:
    """The units, where the site lies in a folder of this machine."""
    home = tmp_path / "srv" / "center"
    for name in ("granian", "python"):
        file = home / ".venv" / "bin" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("#!/bin/sh\n")
        file.chmod(0o755)
    for name in UNITS:
        text = (DEPLOY / name).read_text().replace("/srv/center", str(home))
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_each_unit(units, name):
    done = run(program("systemd-analyze"), "verify", "--man=no", units / name)
    ours = [line for line in (done.stderr + done.stdout).splitlines() if "center" in line]
    assert ours == []
    assert done.returncode == 0, done.stderr


def test_systemd_finds_a_mistake_in_one(units):
    unit = units / "center.service"
    unit.write_text(unit.read_text().replace("NoNewPrivileges=yes", "NoNewPrivilege=yes"))
    assert "NoNewPrivilege" in run(program("systemd-analyze"), "verify", unit).stderr


def test_all_services_are_hardened_alike():
    def hardened(name: str) -> list[str]:
        text = (DEPLOY / name).read_text()
        return re.findall(r"^(?:No|Cap|Prot|Priv|Lock|Restrict|Remove|SystemCall).*", text, re.M)

    kept = hardened("center.service")
    assert len(kept) >= 18
    for name in UNITS:
        if name.endswith(".service"):
            assert hardened(name) == kept, name


@pytest.mark.parametrize(
    "file", ["docs/deploy/center.service", "docs/deploy/Containerfile", "README.md"]
)
def test_a_process_has_as_many_threads_as_its_admission_counts_on(file):
    said = (ROOT / file).read_text()
    assert re.findall(r"--blocking-threads\W+(\d+)", said) == [str(THREADS)]


def test_manage_py_runs_as_the_services_do(tmp_path):
    home, told = tmp_path / "srv", tmp_path / "center.env"
    python = home / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\npwd; echo "$@"; echo "$DJANGO_SETTINGS_MODULE $VAR_DIR"\n')
    python.chmod(0o755)
    shutil.copy(DEPLOY / "center.env.example", told)
    text = (DEPLOY / "center-manage").read_text()
    script = text.replace("/srv/center", str(home)).replace("/etc/center.env", str(told))
    assert script.count(str(tmp_path)) == 2
    done = run("sh", "-c", script, "center-manage", "run_scheduled", "-v0")
    assert done.stdout.splitlines() == [
        str(home), "manage.py run_scheduled -v0", "cms.settings.production /var/lib/center",
    ], done.stderr  # fmt: skip


def test_every_folder_that_a_container_keeps_is_its_own():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    kept = {each.split(":")[1] for each in compose["x-center"]["volumes"]}
    text = (DEPLOY / "Containerfile").read_text()
    (made,) = re.findall(r"mkdir -p (.+?) \\", text)
    (given,) = re.findall(r"chown -R center:center (.+)", text)
    assert kept - set(made.split()) == set()
    assert all(path.startswith(tuple(given.split())) for path in kept)


def test_an_image_has_what_the_site_needs_and_nothing_that_was_written(tmp_path):
    text = (DEPLOY / "Containerfile").read_text().split("\nFROM")[1]
    for name in re.findall(r"^COPY (\S+) \S+$", text, re.M):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name)
        else:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    assert not [each for each in (".git", ".venv", "var") if (tmp_path / each).exists()]
    environment = {
        "DJANGO_SETTINGS_MODULE": "cms.settings.production", "SECRET_KEY": "0123456789" * 5,
        "ALLOWED_HOSTS": "localhost", "VAR_DIR": str(tmp_path / "var"),
    }  # fmt: skip
    code = "from cms.wsgi import application; from home.admin.guide import API, GUIDE"
    code += "; assert API.exists() and GUIDE.exists()"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment,
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_containerfile_is_well_made():
    found = shutil.which("hadolint", path=Path(sys.executable).parent)
    done = run(found, DEPLOY / "Containerfile")
    assert (done.returncode, done.stdout) == (0, "")


def test_the_compose_file_is_one():
    said = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    PyCompose.from_yaml(yaml.safe_dump(said)).validate()
    # Nothing but the site is reached from outside, and that from this machine alone.
    ports = {name: each.get("ports") for name, each in said["services"].items()}
    assert {name: each for name, each in ports.items() if each} == {"web": ["127.0.0.1:8000:8000"]}
    assert (ROOT / said["x-center"]["build"]["dockerfile"]).is_file()
    said["services"]["web"]["porst"] = []
    with pytest.raises(ValueError, match="porst"):
        PyCompose.from_yaml(yaml.safe_dump(said))


def told_settings() -> set[str]:
    """The variables that docs/operating.md explains."""
    table = OPERATING.partition("## Settings")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([A-Z0-9_]+)`", row)}


def test_every_variable_of_the_files_is_explained():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    used = set(compose["x-center"]["environment"])
    example = (DEPLOY / "center.env.example").read_text()
    used |= set(re.findall(r"^#? ?([A-Z0-9_]+)=", example, re.M))
    assert used - told_settings() == set()


def test_every_variable_that_is_read_is_explained():
    read = set()
    for file in (ROOT / "cms").rglob("*.py"):
        read |= set(re.findall(r"""env\.\w+\(\s*["']([A-Z0-9_]+)["']""", file.read_text()))
    assert len(read) > 30
    assert read - told_settings() == set()


def test_every_variable_that_is_explained_is_read():
    beside = {"DJANGO_SETTINGS_MODULE", "GRANIAN_WORKERS"}  # of Django and of granian
    code = "".join(file.read_text() for file in (ROOT / "cms").rglob("*.py"))
    assert {name for name in told_settings() - beside if f'"{name}"' not in code} == set()


def test_the_table_of_jobs_names_them_all():
    from directory.jobs import JOBS

    named = set(re.findall(r"^\| `([a-z-]+)` \|", OPERATING, re.M))
    assert set(JOBS) <= named


def test_each_promise_of_safety_names_a_test_that_is_there():
    text = (ROOT / "docs" / "security.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line]
    assert len(rows) > 20
    for row in rows[1:]:
        promise, kept, tests = (cell.strip() for cell in row.strip("|").split("|"))
        assert promise
        for path in re.findall(r"`([\w./-]+)`", kept):
            assert (ROOT / path).exists(), path
        named = re.findall(r"`([\w./-]+)`", tests)
        assert named, row
        for path in named:
            assert (ROOT / "tests" / path).exists(), path


def test_the_sbom_lists_what_is_pinned():
    pinned = (ROOT / "requirements" / "production.txt").read_text()
    pins = set(re.findall(r"^([\w.-]+)==([\w.+-]+)", pinned, re.M))
    listed = json.loads((ROOT / "requirements" / "sbom.cdx.json").read_text())["components"]
    assert {(each["name"], each["version"]) for each in listed} == pins
    for each in listed:
        (where,) = each["externalReferences"]
        assert {found["alg"] for found in where["hashes"]} == {"SHA-256"}
