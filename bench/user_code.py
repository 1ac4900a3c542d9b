"""What a user might write; `bench.package` runs it against the installed wheel, and Pyright too."""

from __future__ import annotations

import discredit as dc


def main() -> None:
    policy = dc.load_policy("rongcheng")
    try:
        dc.load_policy("rongchen")
    except dc.DiscreditError as error:
        assert "rongcheng" in str(error), error
    pair: dc.Pair = dc.open_pair("results/one")
    effects = pair.effects()
    assert len(effects) > 100, len(effects)
    assert dc.odd(policy).startswith("# ")
    assert pair.result.manifest.people == 1000
    print(dc.__version__, len(effects), "effects")


if __name__ == "__main__":
    main()
