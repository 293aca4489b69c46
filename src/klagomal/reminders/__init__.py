# SPDX-License-Identifier: Apache-2.0
"""What staff are reminded of today: cases that want attention, and reports that are owed."""
