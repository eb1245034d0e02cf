"""Training of the two models, from the development data; nothing at run time imports it."""
