# SPDX-License-Identifier: Apache-2.0
"""Feedback as it arrived, the events that followed, and the case that they make up."""
