# SPDX-License-Identifier: Apache-2.0
"""What a text can promise: terms, obligations and provisions, and which feedback they concern."""
