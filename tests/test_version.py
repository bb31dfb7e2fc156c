"""The package's own attributes."""

from importlib.metadata import version

import pytest

import footlight


def test_the_version_is_that_of_the_installed_package() -> None:
    assert footlight.__version__ == version("footlight")


def test_what_the_package_does_not_have_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        getattr(footlight, "nothing")  # noqa: B009 - mypy knows that it is not there
