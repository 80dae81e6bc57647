"""The API described: one OpenAPI document with an example of every call, and a page of it that asks no other host."""
