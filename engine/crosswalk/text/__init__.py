"""What is written and read: YAML with places, JSON exactly, schemas, streams of records."""
