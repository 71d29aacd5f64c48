"""Open311 GeoReport v2: `client` hands orders to a system that speaks it, `server` lets systems file and follow.

Both speak the extension by service request updates, so that progress travels as well as open and closed.
"""
