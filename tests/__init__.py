# SPDX-License-Identifier: Apache-2.0
"""Tests, one module for each room of klagomal."""
