"""民声 voices: what citizens said, from every channel: intake, import, screening, receipt."""
