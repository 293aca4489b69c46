# SPDX-License-Identifier: Apache-2.0
"""What was counted, laid out in tables."""
