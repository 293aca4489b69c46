# SPDX-License-Identifier: Apache-2.0
"""klagomal: complaint guidelines as policy objects that compute, explain and prove deadlines."""

__version__ = "0.1.0"
