# SPDX-License-Identifier: Apache-2.0
"""Swedish law on complaints: acts to cite, shared readings of the texts, and sector overlays."""
