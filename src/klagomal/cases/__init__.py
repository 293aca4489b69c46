# SPDX-License-Identifier: Apache-2.0
"""What arrived, what happened to it, and the case that the two tell of."""
