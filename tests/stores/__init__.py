# SPDX-License-Identifier: Apache-2.0
"""The built-in stores: one contract, and what each does in its own way."""
