# SPDX-License-Identifier: Apache-2.0
"""Tests of the ways to get word to people."""
