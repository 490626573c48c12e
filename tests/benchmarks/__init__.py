"""The measured work: what crosswalk costs beside what it was, and beside a program written by hand."""

import sys
from pathlib import Path

# whatever is installed, this checkout is measured
for _folder in ("cli", "engine"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / _folder))
