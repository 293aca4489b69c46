# SPDX-License-Identifier: Apache-2.0
"""A report written for people."""
