"""An empty office for each test."""

import pytest
from model_build import Office


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)
