# SPDX-License-Identifier: Apache-2.0
"""What a text can promise: terms, obligations, provisions, and whom they concern."""
