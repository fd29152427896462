"""The words that names of clinics are made of, for comparing names; none is ever shown."""

# House abbreviations and slips of the registers; only for comparing, never shown.
ABBREVIATIONS = {
    "servs": "services", "serv": "services", "svcs": "services", "svc": "services", "srvs": "services",
    "service": "services", "srvcs": "services", "prog": "program", "progs": "program", "programs": "program",
    "prg": "program", "pgm": "program", "trt": "treatment", "tx": "treatment", "trtmt": "treatment",
    "trmt": "treatment", "behav": "behavioral", "behavior": "behavioral", "bhvrl": "behavioral",
    "behavorial": "behavioral", "behaviorial": "behavioral", "behavioural": "behavioral", "behaviors": "behavioral",
    "beh": "behavioral", "bh": "behavioral health", "hlth": "health", "heath": "health", "hlthcare": "healthcare",
    "hc": "healthcare", "hcs": "healthcare system", "ctr": "center", "ctrs": "center", "centers": "center",
    "centre": "center", "cntr": "center", "cnt": "center", "cen": "center", "couns": "counseling",
    "csl": "counseling", "counselling": "counseling", "counselors": "counseling", "counselor": "counseling",
    "outpt": "outpatient", "op": "outpatient", "inpt": "inpatient", "ip": "inpatient", "res": "residential",
    "resid": "residential", "hosp": "hospital", "hospitals": "hospital", "comm": "community", "cmty": "community",
    "communities": "community", "assoc": "associates", "assocs": "associates", "association": "associates",
    "inst": "institute", "dept": "department", "dep": "dependency", "div": "division", "co": "county",
    "cnty": "county", "mh": "mental health", "mhc": "mental health center",
    "cmhc": "community mental health center", "cmh": "community mental health", "mhs": "mental health services",
    "mhmr": "mental health mr", "rehab": "rehabilitation", "rehabilitative": "rehabilitation", "educ": "education",
    "recov": "recovery", "addic": "addiction", "addict": "addiction", "addictions": "addiction",
    "psych": "psychiatric", "psychol": "psychological", "chem": "chemical", "cd": "chemical dependency",
    "sud": "substance use disorder", "suds": "substance use disorder", "subst": "substance", "su": "substance use",
    "sa": "substance abuse", "alc": "alcohol", "alcoholism": "alcohol", "disorders": "disorder", "st": "saint",
    "ft": "fort", "mt": "mount", "med": "medical", "mem": "memorial", "gen": "general", "intl": "international",
    "natl": "national", "adol": "adolescent", "adolescents": "adolescent", "yth": "youth", "fam": "family",
    "families": "family", "wellnes": "wellness", "clinics": "clinic", "clin": "clinic", "systems": "system",
    "sys": "system", "stabil": "stabilization", "sup": "supervised", "ntwk": "network", "mgmt": "management",
    "mgt": "management", "grp": "group", "fdn": "foundation", "univ": "university", "reg": "regional",
    "dev": "development", "developmental": "development", "comp": "comprehensive", "va": "veterans",
    "vet": "veterans", "vamc": "veterans medical center", "vahcs": "veterans healthcare system",
    "cboc": "veterans outpatient clinic", "ne": "northeast", "southwestern": "southwest",
    "southeastern": "southeast", "northwestern": "northwest", "northeastern": "northeast", "nw": "northwest",
    "se": "southeast", "sw": "southwest", "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8",
    "ix": "9", "xi": "11", "xii": "12", "nj": "new jersey", "ny": "new york", "nyc": "new york city",
    "nc": "north carolina", "sc": "south carolina", "nd": "north dakota", "sd": "south dakota", "nm": "new mexico",
    "wi": "wisconsin", "ar": "arkansas", "ks": "kansas", "ky": "kentucky", "tn": "tennessee", "ga": "georgia",
    "il": "illinois", "wv": "west virginia", "nh": "new hampshire", "vt": "vermont", "az": "arizona", "ut": "utah",
}  # fmt: skip
# Words that many names hold: they tell no two apart.
COMMON = frozenset(
    "a abuse access acute addiction administration adolescent adult adults advanced affairs agency alcohol "
    "ambulatory and area assertive assessment assisted associates at based behavioral board by campus care case "
    "center chemical child children childrens city clinic clinical community comprehensive consultants consulting "
    "corp corporate corporation council counseling county crisis day dba department dependency detox detoxification "
    "development diagnosis disorder division drug dual dui dwi east education emergency facility family for "
    "foundation general group halfway health healthcare home hospital hospitalization house human improvement in inc "
    "incorporated inpatient institute integrated intensive intervention iop lcsw licensed living llc llp location lp "
    "ltd main maintenance management mat medical medication medicine men mens mental methadone mobile network north "
    "of office on opioid organization otp outpatient outreach pa partial partners partnership pc php physicians plc "
    "pllc practice prevention primary professional program project psychiatric psychiatry psychological psychology "
    "recovery regional rehabilitation reintegration residence residential resource resources respite safety "
    "satellite school services site sober social society solution solutions south specialists specialty "
    "stabilization state suboxone substance supervised support supportive system team teen telehealth the "
    "therapeutic therapies therapy to transitional treatment unit use vocational wellness west with withdrawal women "
    "womens work youth".split()
)  # fmt: skip
# Nor do the states.
STATES = frozenset(
    "alabama alaska arizona arkansas california colorado connecticut florida georgia hawaii idaho illinois indiana "
    "iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana "
    "nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont wisconsin wyoming".split()
)
LEGAL = frozenset(
    "and at corp corporation dba for in inc incorporated llc llp lp ltd of pa pc plc pllc the".split()
)
# Those of them that only companies bear.
CORPORATE = frozenset("corp inc incorporated llc llp lp ltd pc plc pllc".split())
# A name that ends so is a place's.
HOUSES = frozenset("center clinic hospital".split())
# What kind of house a place is: Tucson Counseling Center, Tucson Counseling Services.
FORMS = frozenset(
    "agency center clinic community department group network office program services system".split()
)
# A site named so may house several: it is no name of a place that treats.
BUILDINGS = frozenset("annex building campus complex floor mall plaza square suite tower towers".split())
NOT_TELLING = COMMON | STATES | BUILDINGS
# Nor are two names akin by these: Saint Odo Clinic, Saint Ita Clinic.
FREQUENT = frozenset(
    "beach bridge canyon center central creek desert falls first forest golden grace grand great greater green "
    "harbor haven healing heart heights hills hope horizon horizons island lakes lower mission mount mountain ocean "
    "pacific phoenix place point prairie ridge river saint santa serenity silver spring springs step steps street "
    "sunrise upper valley veterans view village vista water white".split()
)
SYNONYMS = {"mental": "behavioral", "healthcare": "health", "drug": "substance", "abuse": "use"}
