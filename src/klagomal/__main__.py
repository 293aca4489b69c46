# SPDX-License-Identifier: Apache-2.0
"""``python -m klagomal`` is the command line."""

import sys

from klagomal.cli import main

sys.exit(main())
