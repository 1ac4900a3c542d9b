"""Every room again, slowly: one person at a time, in plain Python, from what the rooms say they do.

The oracle for the compiled rooms. It borrows their structs as carriers of one person's scalars and
nothing of their logic: chance is enciphered here anew, arithmetic is in double precision, and each
decision is spelled out as the sentences and tables of the room's docstring have it.
"""
