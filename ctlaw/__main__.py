"""``python -m ctlaw`` does the same as ``ctlaw``."""

import sys

from ctlaw.cli import main

if __name__ == "__main__":
    sys.exit(main())
