# SPDX-License-Identifier: Apache-2.0
"""What people read on paper and on screen: letters to the person who wrote, and to staff."""
