"""The exit codes that other programs rely on."""

CLEAN = 0
FINDINGS = 1
USAGE = 2
UNUSABLE = 3
REJECTS = 4
BUG = 70
STOPPED = 130
