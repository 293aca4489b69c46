# SPDX-License-Identifier: Apache-2.0
"""One edition of a public body's promise, its siblings by day, and what is laid over it."""
