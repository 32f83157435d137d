"""The house itself: what lies where, what may import whom, and what no file may say."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_the_top_level_is_what_a_reader_should_see_first():
    top = {path.relative_to(ROOT).parts[0] for path in tracked()}
    folders = {"geo", "layers", "maps", "nostrike", "tests", "bench", "docs", ".ci"}
    files = {
        *("pyproject.toml", "requirements.lock", "Makefile", "README.md", "LICENSE"),
        *("CHANGELOG.md", ".gitignore"),
    }
    assert top == folders | files


def test_no_file_names_a_package_registry_or_a_path_of_a_machine():
    hosts = ("pypi" + ".org", "python" + "hosted", "registry." + "npmjs", "deb." + "debian")
    said = re.compile("|".join([*map(re.escape, hosts), "/home" + "/[a-z]", "/root" + "/"]))
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "replace")
        assert not said.search(text), path


def test_every_locked_package_carries_hashes():
    lock = (ROOT / "requirements.lock").read_text()
    packages = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert len(packages) > 30
    for package in packages:
        assert "--hash=sha256:" in package, package.splitlines()[0]


def test_every_dependency_has_a_lower_bound():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert all(">=" in requirement for requirement in wanted)


def test_no_module_is_long_without_a_reason():
    long = {
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.suffix == ".py" and len(path.read_text(encoding="utf-8").splitlines()) > 450
    }
    assert long == set()


@pytest.mark.slow
def test_the_wheel_works_from_another_folder(tmp_path):
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "-w", str(tmp_path), str(ROOT)], check=True, capture_output=True)
    wheel = next(tmp_path.glob("*.whl"))
    target = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target)]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    code = (
        f"import sys; sys.path.insert(0, {str(target)!r}); import geo, layers, maps, nostrike;"
        f"assert geo.__file__.startswith({str(target)!r}), geo.__file__;"
        "from nostrike.cli import main; sys.exit(main(['demo', '--quiet', '--out', 'demo']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo" / "index.html").is_file()
