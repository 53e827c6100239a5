"""The way in which the tables of quantiles are made, by name; it belongs to where a number comes from."""

RECIPE = "e8f3e107007fba2a"
"""The digest that `vaxsim.distributions.tabulated.digest()` gives, written down because computing it takes half a
second; a test compares them."""
