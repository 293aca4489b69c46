# SPDX-License-Identifier: Apache-2.0
"""What staff are told today: of cases, and of reports that are owed."""
