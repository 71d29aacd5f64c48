"""Reads of the portal: each page is composed here from the reads of the slices below."""
