"""What the build hook makes, and that it makes it once."""

import importlib.util
import json
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "src" / "daymark" / "web" / "static" / "built"


def _hook(*, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "build_hooks" / "assets.py")]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def _seconds_of_children() -> float:
    """Processor seconds of the processes that ended: other work on the machine is not counted."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _load_hook():
    spec = importlib.util.spec_from_file_location("assets", ROOT / "build_hooks" / "assets.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_second_build_does_nothing_and_takes_less_than_a_second():
    assert _hook().returncode == 0
    before = _seconds_of_children()
    again = _hook()
    assert again.stdout.strip() == "Nothing to make: everything is up to date."
    assert _seconds_of_children() - before < 1


def test_a_step_runs_again_when_an_input_changes(tmp_path, monkeypatch):
    hook = _load_hook()
    monkeypatch.setattr(hook, "ROOT", tmp_path)
    source, result = tmp_path / "source", tmp_path / "result"
    made = []
    step = hook.Step("copy", [source], [result], lambda: made.append(result.write_bytes(source.read_bytes())))
    monkeypatch.setattr(hook, "BUILT", tmp_path)
    monkeypatch.setattr(hook, "STAMPS", tmp_path / "stamps.json")
    monkeypatch.setattr(hook, "steps", lambda: [step])
    monkeypatch.setattr(hook, "digest_of", lambda paths: source.read_text())
    source.write_text("one")
    assert (hook.build(), hook.build()) == (["copy"], [])
    source.write_text("two")
    assert hook.build() == ["copy"]
    result.unlink()
    assert hook.build() == ["copy"]


@pytest.mark.deep
def test_a_registry_out_of_reach_is_said_in_words_with_what_to_do(tmp_path, monkeypatch):
    hook = _load_hook()
    monkeypatch.setattr(hook, "ASSETS", tmp_path)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (tmp_path / name).write_bytes((ROOT / "assets" / name).read_bytes())
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://127.0.0.1:9/")
    monkeypatch.setenv("NPM_CONFIG_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NPM_CONFIG_FETCH_RETRIES", "0")
    with pytest.raises(hook.AssetBuildError, match=r"(?s)npm could not fetch the packages.*NPM_CONFIG_REGISTRY"):
        hook._npm_ci()


def test_the_lock_file_records_integrity_and_no_download_address():
    packages = json.loads((ROOT / "assets" / "package-lock.json").read_text())["packages"]
    assert all("resolved" not in package for package in packages.values())
    assert all(package["integrity"].startswith("sha512-") for name, package in packages.items() if name)


def test_the_style_sheet_asks_nobody_else_for_anything():
    styles = (BUILT / "daymark.css").read_text(encoding="utf-8")
    addresses = re.findall(r"url\(([^)]*)\)", styles)
    assert addresses
    assert [address for address in addresses if not address.strip("\"'").startswith(("fonts/", "images/"))] == []
    assert "GDS Transport" not in styles


def test_every_file_that_the_style_sheet_names_was_copied():
    styles = (BUILT / "daymark.css").read_text(encoding="utf-8")
    named = {address.strip("\"'") for address in re.findall(r"url\(([^)]*)\)", styles)}
    assert named
    assert {name for name in named if not (BUILT / name).is_file()} == set()


def test_no_script_refers_to_a_file_that_is_not_shipped():
    scripts = list((BUILT / "js").rglob("*.js"))
    assert scripts
    for script in scripts:
        text = script.read_text(encoding="utf-8")
        assert "sourceMappingURL" not in text
        for imported in re.findall(r"""from\s*["'](\.[^"']+)["']""", text):
            assert (script.parent / imported).is_file(), f"{script.name} imports {imported}"
