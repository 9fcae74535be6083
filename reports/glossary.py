"""The words of a report that a reader may not know, each with its meaning, in order."""

GLOSSARY: tuple[tuple[str, str], ...] = (
    (
        "Adjusted p",
        "the chance of so large a difference by luck alone, raised for the number of comparisons",
    ),
    (
        "Attrition",
        "leaving a group before its end, but not when one need not come and has had enough",
    ),
    ("Baseline", "the first policy of the scenario, which all others are compared against"),
    ("Belief", "one opinion about what programmes and circles do to reoffending, harm included"),
    (
        "Circle",
        "a Circle of Support and Accountability: volunteers round one core member after release",
    ),
    ("Cohort", "some of the people, named in the scenario, who are followed beside everybody"),
    ("Core member", "the person a circle supports"),
    (
        "Cumulative incidence",
        "the share to whom something has happened by a given time, other endings competing",
    ),
    (
        "Determinate, extended, indeterminate",
        "sentences with a release date; with longer licence; with release by the Board alone",
    ),
    (
        "Displaced",
        "passed over when a circle went to a man who does not meet the needs-led criteria",
    ),
    ("Facilitator", "a member of staff trained to run groups"),
    ("Fixed term", "a recall that ends by itself after so many days, without the Board"),
    (
        "Interval (95%)",
        (
            "a range that holds the mean of endless runs in 95 of 100 such reports; luck only. "
            "Where every run gave the same it has no width, which proves nothing of the next run"
        ),
    ),
    ("Licence", "supervision in the community after release"),
    (
        "MAPPA level",
        "how many agencies manage a man after release: 1 is ordinary supervision, 3 the most",
    ),
    ("Needs-led", "circles for medium risk and above, motivated, not internet-only"),
    (
        "Not certain",
        (
            "a difference that is more than luck by itself, but not when allowance is made for all "
            "the comparisons among which it was found (its adjusted p is not below 0.05)"
        ),
    ),
    ("Paired", "compared run by run on the same people with the same luck"),
    ("Prior", "how much weight a belief has before anything is measured"),
    (
        "Proven reoffending",
        "the official measure: an offence within a year, convicted within six months more",
    ),
    ("Put off", "of a hearing: deferred because the programme was outstanding; its slot is lost"),
    ("Recall", "being taken back to prison from licence, not for a new sentence"),
    ("Regret", "how far a policy is from the best one, if one belief is true"),
    ("Replication, run", "one play of the scenario with luck of its own"),
    ("Risk band", "assessed risk of sexual reoffending: low, medium, high, very high"),
    ("Slot", "a hearing that the Parole Board has room for"),
    (
        "Tariff",
        "the part of an indeterminate sentence that must be served before release is considered",
    ),
    ("Unserved", "left a waiting list without starting"),
    ("Upstream", "before any conviction: on a civil order, or by self-referral"),
    ("Window", "the part of the run that results are read over"),
)
