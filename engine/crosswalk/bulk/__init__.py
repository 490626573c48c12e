"""Many records: which mapping reads each, what became of it, where it stood."""
