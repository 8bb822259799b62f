"""How a cohort is drawn, coded and counted. No database here; docs/research.md says the same for people.

`sampling` draws, `form` says what can be answered, `counting` and `agreement` make figures of codings, `intervals`
says how sure they are, `table` what may leave the centre.
"""
