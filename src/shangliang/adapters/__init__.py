"""外部接口 adapters: one folder per outside system; each fills a port declared by a slice."""
