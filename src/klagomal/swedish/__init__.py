# SPDX-License-Identifier: Apache-2.0
"""Swedish law around complaints: what it says, how it is read, which sectors it adds to."""
