"""A centre with fresh keys, made once, copied for tests that change it."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from daymark.vault.keyring import make_keys
from daymark.vault.keys import Keys

# A busy machine is not a fault of ours: no deadline for a single example.
settings.register_profile("busy", deadline=None)
settings.load_profile("busy")


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("made") / "home"
    assert make_keys(home)
    return home


@pytest.fixture
def home(made_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_home, tmp_path / "home"))


@pytest.fixture
def keys(home: Path) -> Keys:
    return Keys(home)


@pytest.fixture(scope="session")
def steady_keys(made_home: Path) -> Keys:
    """Keys that no test changes, for hypothesis."""
    return Keys(made_home)
