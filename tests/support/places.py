"""Where the repository is, and the day on which tests map."""

from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2025, 1, 31)
