# SPDX-License-Identifier: Apache-2.0
"""What a desk's stores survive. ``python -m tests.crash`` runs the long forms."""
