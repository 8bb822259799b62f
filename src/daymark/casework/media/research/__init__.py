"""Research cohorts: a sample that anybody can draw again, coded by two, told as counts with intervals."""
