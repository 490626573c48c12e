"""The mappings of a folder, the customers of a repository, their samples, and what answers the documents."""
