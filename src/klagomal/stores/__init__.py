# SPDX-License-Identifier: Apache-2.0
"""Where cases are kept: memory for trials, SQLite for one machine, PostgreSQL for many."""
