"""门户 portal: public pages that show several slices together: home, one topic from voice to effect, verify, help."""
