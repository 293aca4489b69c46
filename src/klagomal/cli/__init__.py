# SPDX-License-Identifier: Apache-2.0
"""The command line: ``klagomal COMMAND``, or ``python -m klagomal COMMAND``.

:mod:`~klagomal.cli.frame` reads the arguments, prints the answer and tells errors in one line. Each
command is a module with two functions: ``declare`` names its arguments, ``answer`` works the answer
out and prints nothing.
"""

from klagomal.cli.frame import main

__all__ = ["main"]
