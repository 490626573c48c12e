"""What a checked mapping is, how it is parsed from its text, and how a customer changes it."""
