"""The command line of crosswalk."""
