# SPDX-License-Identifier: Apache-2.0
"""Programs that keep the repository itself in order; no part of the package."""
