"""The commands of the product, in groups: processes, records, engines."""
