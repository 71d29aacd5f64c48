"""Signed webhooks by the Standard Webhooks header set: what happens to an order, told to the systems of its units."""

from shangliang.adapters.webhooks.sending import send

__all__ = ["send"]
