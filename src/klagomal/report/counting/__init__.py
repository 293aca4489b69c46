# SPDX-License-Identifier: Apache-2.0
"""Cases counted: one pass, populations, lead times."""
