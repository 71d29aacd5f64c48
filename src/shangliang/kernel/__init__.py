"""内核 kernel: workflow tables, time, codes, text, refusals, ports; no tables and no Django."""
