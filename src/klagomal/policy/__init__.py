# SPDX-License-Identifier: Apache-2.0
"""Policies: a public body's promise in dated editions, with sector rules laid over it."""
