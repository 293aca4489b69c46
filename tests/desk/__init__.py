# SPDX-License-Identifier: Apache-2.0
"""Tests of the desk, on real stores."""
