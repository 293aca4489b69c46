# SPDX-License-Identifier: Apache-2.0
"""Ways to get word to people: by e-mail, as files to print, and as lines in a log."""
