"""Jobs: what has to be done whether or not anybody asks: sweeps, deliveries. Each is claimed before it is done."""
