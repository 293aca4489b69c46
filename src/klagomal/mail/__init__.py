# SPDX-License-Identifier: Apache-2.0
"""What people read on paper and on screen: letters to those who wrote in."""
