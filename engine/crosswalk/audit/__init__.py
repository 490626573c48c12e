"""Every finding of files, customers and samples; records and documents against their schemas."""
