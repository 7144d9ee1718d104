"""Files taken in: what a person says about them, the account of them, editions, saved mappings, uploads."""
