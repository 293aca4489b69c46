# SPDX-License-Identifier: Apache-2.0
"""klagomal: what a public body promises those who complain, computed, explained, proven and kept.

The everyday names stand in ``__init__.pyi``, once: type checkers read it, and so does this module,
which loads a name when it is first used. ``import klagomal`` alone loads nothing else. Events,
terms, enums and whatever is needed less often are imported from the modules they live in.
"""

from importlib import import_module

__version__ = "0.1.0"

# Each name with its home: "from klagomal.report import aggregate as aggregate" is one line there.
_HOMES = {
    line.split()[3]: line.split()[1]
    for line in __loader__.get_data(f"{__file__}i").decode().splitlines()
    if line.startswith("from klagomal")
}

__all__ = ["__version__", *_HOMES]  # noqa: PLE0604  (names, all of them)


def __getattr__(name: str) -> object:
    """Load a public name from the module it lives in, or a public module by its own name."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'klagomal' has no attribute {name!r}")
    if home == __name__:
        return import_module(f"{home}.{name}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
