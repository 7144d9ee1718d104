"""The product's releases of density under attack."""


class ProductDensity:
    """What the product releases."""
