"""Which country and which provider a range of internet addresses belonged to, from tables that an operator loads.

`loading` reads published files, `table` keeps what they say sorted in one file, `shelf` answers from all that are kept.
"""
