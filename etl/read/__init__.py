"""The only door to a published build: typed functions over its tables, nothing else reads it."""

from etl.read.build import Build, NoBuildError, open_build
from etl.read.scope import Scope

__all__ = ["Build", "NoBuildError", "Scope", "open_build"]
