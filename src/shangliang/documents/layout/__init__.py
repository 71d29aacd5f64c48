"""版式 layout: how an official paper looks, by GB/T 9704-2012, as DOCX and as PDF.

`sheet` says what is printed, `measures` where and how large, `docx` and `pdf` print it. No tables, no clock. Nothing is
imported here: the printers are heavy, and few requests print.
"""
