"""The design: what is chosen once, the components made of it, and the page that shows them all."""
