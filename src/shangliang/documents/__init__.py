"""公文 documents: official papers made from facts and a template, numbered in registers."""
