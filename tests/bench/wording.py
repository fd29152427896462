"""The words that invented clinics are made of."""

FIRST = """Blue Red Golden Quiet North South East West Clear Open New Old Bright Still High Long Silver Green White
Hidden Gentle Steady Second Early Broad""".split()
SECOND = """Mesa River Harbor Meadow Canyon Ridge Valley Bridge Lake Pine Oak Willow Cedar Stone Spring Field Grove
Shore Summit Prairie Orchard Bay Creek Trail Garden Light Morning Haven Path Hill""".split()
KIND = [
    "Recovery",
    "Clinic",
    "Wellness Center",
    "Behavioral Health",
    "Counseling",
    "Treatment Center",
    "Medical Group",
    "Psychiatry",
    "Infusions",
    "Community Care",
]
OPERATOR = ["Health Partners", "Foundation", "Medical Associates", "Holdings", "Care Network"]
STREETS = "Main Oak Park Cedar Lake Hill Washington Lincoln Market Church Mill Spring".split()
PROGRAM = {
    "kap": ["Ketamine and talk therapy", "Assisted psychotherapy", "Journey with a therapist"],
    "infusion": ["Infusion course", "Six infusions", "Ketamine infusions"],
    "infusion-residential": ["Infusions in residence", "Inpatient infusions"],
    "integrated": ["Ketamine with CBT", "Integrated recovery", "Ketamine and 12 steps"],
    "personalized": ["Plan made for you", "Personal program"],
    "trial": ["Research study", "Study of relapse"],
    "other-care": ["Outpatient counseling", "Residential care", "Medication program", "Detox"],
}
# The first stands in 55 % of the summaries: the broadest word of a text search.
BROADEST = "Treatment begins with a long talk about your goals."
SENTENCES = [
    "A nurse stays in the room.",
    "You meet a therapist before the first dose.",
    "The course takes about six weeks.",
    "Families may join the first meeting.",
    "Evening visits are possible.",
    "Craving and sleep are looked at each week.",
    "Everybody gets a written plan for the time afterwards.",
    "Small groups meet twice a week.",
    "A physician with training in addiction leads the team.",
    "People who drink daily are first helped to stop safely.",
    "Staff speak several languages.",
    "You may bring a friend for the way home.",
    "Music is chosen together.",
    "Blood pressure is measured before and after.",
    "The program follows a published protocol.",
]
ISSUERS = [
    "State department of health",
    "Joint Commission",
    "CARF International",
    "Drug Enforcement Administration",
]
