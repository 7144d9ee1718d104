"""Bodies and queries of the JSON interfaces, as the OpenAPI document shows them."""
