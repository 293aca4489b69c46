# SPDX-License-Identifier: Apache-2.0
"""When it is due: the clocks that ran, the day each ends on, and why that day."""
