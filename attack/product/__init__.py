"""The product under attack: its own code over its own roles, as `golmok serve` puts it together."""
