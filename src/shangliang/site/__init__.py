"""站点 site: settings, addresses, commands and the wiring table; the only package that knows every other."""
