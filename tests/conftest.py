"""What holds for every test: the options of the command line, and how laws are tried."""

import pytest
from hypothesis import settings

from tests.accepting import Accept

# A law is not broken by a machine that is slow or busy.
settings.register_profile("edition", deadline=None)
settings.load_profile("edition")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of this suite."""
    parser.addoption("--accept", action="store_true", help="rewrite what the cases expect")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> Accept:
    """Compares results with the files of a case; with ``--accept`` rewrites them."""
    return Accept(request.config.getoption("--accept"))
