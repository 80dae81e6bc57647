"""The till: found, sold, redeemed and returned at a counter, by whoever says by PIN that it is he."""
