# SPDX-License-Identifier: Apache-2.0
"""When an obligation is due: the clocks that ran, the day each one ends on, and why that day."""
