"""A client of the API for Python programs: calls are values, and a client sends them, in its own time or awaited.

    from setia.client import Client, Line, calls

    with Client("http://localhost:8000", key) as setia:
        sold = setia.send(calls.purchase("webshop", "R1041", [Line(net=1290)], member="card:7001", currency="MYR"))
        print(sold.awarded)

What is sent again after a lost answer is done once: a call keeps its idempotency key.
"""

from __future__ import annotations

from setia.client import batches, calls, giving, history, make_goods, office, people, presence, rewards, shop, webhooks
from setia.client.call import Call
from setia.client.calls import Line, Tender
from setia.client.problem import Problem
from setia.client.sending import AsyncClient, Client

__all__ = [
    "AsyncClient",
    "Call",
    "Client",
    "Line",
    "Problem",
    "Tender",
    "batches",
    "calls",
    "giving",
    "history",
    "make_goods",
    "office",
    "people",
    "presence",
    "rewards",
    "shop",
    "webhooks",
]
