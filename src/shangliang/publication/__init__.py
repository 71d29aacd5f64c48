"""公开 publication: what of any case the public may see: redaction, review, takedown."""
