"""Whether a deployment is safe: what can be checked of its database, one subject a file, as codes and numbers."""
