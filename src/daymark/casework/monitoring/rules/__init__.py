"""Who comes first among the persons seen in peer-to-peer networks, and how many were not seen. No score decides.

`ranking.py` is the table: ordered rules, of which the first that tells two persons apart decides. `base_rates.py` has
the published share of cases with a contact offence, which stands above every list. `estimates.py` has the hidden
population, with its interval and what must hold for it. None of it says who anybody is, or that anybody did anything.
"""
