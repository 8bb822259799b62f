"""The practice centre: a year of invented reports at a centre with invented people, made through the real actions.

    volumes.yaml   how many reports of each kind from each source: the published totals, and our split of the rest
    people.yaml    who works here, at which partner, and which companies report
    stories/       ten stories, each from report to safeguarded child, a file each
    sentences.yaml what the many other reports say, a clinical sentence each

`making.make` puts them in order of time and runs them. Only harmless, invented material: example domains, telephone
numbers of Ofcom's drama range, documentation addresses, pictures drawn by code.
"""
