# SPDX-License-Identifier: Apache-2.0
"""Tests of the shipped policies, one module for each municipality."""
