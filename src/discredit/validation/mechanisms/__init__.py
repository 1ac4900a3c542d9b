"""What others published, one module per mechanism: what it is (`ABOUT`), the inputs that it takes
(`INPUTS`), the kind of every number it gives back (`RESULTS`), and `run(inputs, *, people, seed)`.
`parts` holds what several of them share.
"""
