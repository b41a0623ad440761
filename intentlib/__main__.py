"""``python -m intentlib`` is ``intentlib``."""

import sys

from intentlib.cli import main

if __name__ == "__main__":
    sys.exit(main())
