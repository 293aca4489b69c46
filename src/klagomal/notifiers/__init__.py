# SPDX-License-Identifier: Apache-2.0
"""Ways to reach people: by e-mail, as files to print, and as lines in a log."""
