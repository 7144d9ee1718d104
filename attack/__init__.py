"""What somebody would try on us, tried: on the product, and on a weak build that shows the attacks bite."""
