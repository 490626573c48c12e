"""The exit codes that other programs rely on."""

CLEAN = 0
FINDINGS = 1
USAGE = 2
UNUSABLE = 3
REJECTS = 4
BUG = 70
SIGNALLED = 128  # and the number of the signal: 130 interrupted, 143 terminated, 129 hung up
STOPPED = 130
READER_GONE = 141
