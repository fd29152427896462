"""Spanish as the United States write it: small months, a clock of twelve hours, and points before decimals."""

DATE_FORMAT = r"j \d\e F \d\e Y"
SHORT_DATE_FORMAT = "j b Y"
DATETIME_FORMAT = r"j \d\e F \d\e Y, P"
SHORT_DATETIME_FORMAT = "j b Y, P"
TIME_FORMAT = "P"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
