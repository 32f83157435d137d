"""What several tests share: where the real public files lie, and a browser."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public files, which the project does not ship (their licences differ)."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real public files (../shared/data) are not beside this checkout")
    return SHARED_DATA
