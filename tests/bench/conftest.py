"""What stands beside a peer needs that peer: `make test` installs both, `make peers` them alone."""

import pytest

from bench import peers


@pytest.fixture(autouse=True)
def _peers_are_installed(request: pytest.FixtureRequest) -> None:
    for marker in request.node.iter_markers("peers"):
        for name in marker.args:
            if not peers.is_installed(name):
                pytest.fail(f"{name} is not installed: `make peers` does it", pytrace=False)
