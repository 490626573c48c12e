"""A plan as closures on slots: a record in, an outcome out, with its story or without."""
