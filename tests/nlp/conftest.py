"""One trained model for all tests of this folder, kept between runs."""

import os
from pathlib import Path

import pytest

from nlp.model import Model, load_or_train


@pytest.fixture(scope="session")
def model_dir(request: pytest.FixtureRequest) -> Path:
    """Where the model is kept: ZW_TEST_MODEL_DIR, else the folder that pytest caches in."""
    given = os.environ.get("ZW_TEST_MODEL_DIR")
    return Path(given) if given else Path(request.config.cache.mkdir("models"))


@pytest.fixture(scope="session")
def model(model_dir: Path) -> Model:
    return load_or_train(model_dir)
