"""Pages for people: the console of a program's staff, on one design; drawn in a process of their own."""
