"""English words that mean figures, in the spellings of newspapers."""

from __future__ import annotations

from fractions import Fraction

from jobs.fidelity.quantities.values import Exact

ONES = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
          "quadrillion": 10**15, "lakh": 10**5, "crore": 10**7, "dozen": 12}  # fmt: skip
SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "mm": 10**6, "b": 10**9, "bn": 10**9, "bln": 10**9,
         "t": 10**12, "tn": 10**12, "trn": 10**12}  # fmt: skip
ORDINALS = (
    {
        word: value
        for value, word in enumerate(
            [
                "first",
                "second",
                "third",
                "fourth",
                "fifth",
                "sixth",
                "seventh",
                "eighth",
                "ninth",
                "tenth",
                "eleventh",
                "twelfth",
                "thirteenth",
                "fourteenth",
                "fifteenth",
                "sixteenth",
                "seventeenth",
                "eighteenth",
                "nineteenth",
            ],
            1,
        )
    }
    | {word[:-1] + "ieth": value for word, value in TENS.items()}
    | {"hundredth": 100, "thousandth": 1000, "millionth": 10**6, "billionth": 10**9}
)
FOLD: dict[str, Exact] = {
    "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "redoubled": 2, "twofold": 2, "twice": 2, "triple": 3,
    "tripled": 3, "triples": 3, "tripling": 3, "threefold": 3, "thrice": 3, "treble": 3, "trebled": 3, "trebling": 3,
    "quadruple": 4, "quadrupled": 4, "quadruples": 4, "quadrupling": 4, "fourfold": 4, "quintuple": 5,
    "quintupled": 5, "quintupling": 5, "fivefold": 5, "sixfold": 6, "sextupled": 6, "sextuple": 6, "sevenfold": 7,
    "eightfold": 8, "ninefold": 9, "tenfold": 10, "twelvefold": 12, "fifteenfold": 15, "twentyfold": 20,
    "thirtyfold": 30, "fortyfold": 40, "fiftyfold": 50, "sixtyfold": 60, "seventyfold": 70, "eightyfold": 80,
    "ninetyfold": 90, "elevenfold": 11, "thirteenfold": 13, "fourteenfold": 14, "sixteenfold": 16, "eighteenfold": 18,
    "hundredfold": 100, "thousandfold": 1000, "onefold": 1, "halved": Fraction(1, 2), "halves": Fraction(1, 2),
    "halving": Fraction(1, 2),
}  # fmt: skip
VAGUE: dict[str, tuple[int, int]] = {
    "dozens": (20, 199), "scores": (20, 300), "tens": (10, 99), "hundreds": (100, 999), "thousands": (1000, 9999),
    "millions": (10**6, 10**7 - 1), "billions": (10**9, 10**10 - 1), "trillions": (10**12, 10**13 - 1),
    "several": (2, 9), "few": (2, 9), "couple": (2, 3), "handful": (2, 9), "multiple": (2, 99), "numerous": (2, 999),
}  # fmt: skip
ROMAN = {
    "ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12, "xiii": 13, "xiv": 14,
    "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20,
}  # fmt: skip
SOFT: dict[str, Exact] = {
    "both": 2, "pair": 2, "pairs": 2, "dual": 2, "twin": 2, "duo": 2, "bilateral": 2, "two-way": 2, "trio": 3,
    "once": 1, "single": 1, "half": Fraction(1, 2), "fortnight": 2, "noon": 12, "midnight": 0, "centenary": 100,
    "bicentennial": 200, "quarterly": 4, "nil": 0, "none": 0, "zero": 0, "semi": Fraction(1, 2),
    "midway": Fraction(1, 2), "halfway": Fraction(1, 2), "sole": 1, "only": 1, "another": 1, "either": 2,
    "neither": 2, "trilateral": 3, "tri": 3, "biweekly": 2, "biennial": 2, "triennial": 3, "unanimous": 100,
    "daily": 1, "weekly": 1, "monthly": 1, "yearly": 1, "annual": 1, "annually": 1, "hourly": 1, "million": 10**6,
    "billion": 10**9, "hundred": 100, "thousand": 1000, "trillion": 10**12, "millionaire": 10**6,
    "millionaires": 10**6, "billionaire": 10**9, "billionaires": 10**9, "secondary": 2, "primary": 1, "secondly": 2,
    "thirdly": 3, "firstly": 1, "last": 1, "decade": 10, "century": 100, "dozen": 12, "quarter": Fraction(1, 4),
    "third": 3, "second": 2, "former": 1, "latter": 2, "fifties": 50, "millennium": 1000,
    "clock": 24, "octa": 8, "octave": 8, "octaves": 8, "quad": 4,
    "hexa": 6, "penta": 5, "next": 1, "twos": 2, "threes": 3, "fours": 4, "fives": 5, "sixes": 6, "sevens": 7,
    "eights": 8, "nines": 9, "binary": 2, "decimal": 10, "hexadecimal": 16, **ROMAN,
}  # fmt: skip
MONTHS = {
    name: value
    for value, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        1,
    )
}
MONTHS |= {name[:3]: value for name, value in MONTHS.items()} | {"sept": 9}
WEEKDAYS = {
    name: value
    for value, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], 1)
}
DECADES = {form: value for word, value in TENS.items() for form in (word[:-1] + "ies", f"{word}ish")}
UNDER = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
         "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8,
         "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10, "twentieth": 20, "hundredth": 100, "hundredths": 100,
         "thousandth": 1000, "thousandths": 1000, "millionth": 10**6, "millionths": 10**6,
         "billionth": 10**9, "billionths": 10**9, "ten-thousandth": 10**4, "ten-thousandths": 10**4,
         "hundred-thousandth": 10**5, "hundred-thousandths": 10**5, "ten-millionth": 10**7, "ten-millionths": 10**7,
         "hundred-millionth": 10**8, "hundred-millionths": 10**8}  # fmt: skip

UNITS_EN: dict[str, str] = {
    word.replace("_", " "): unit
    for unit, words in {
        "%": "% percent per_cent pct percentage",
        "pp": "percentage_points percentage_point points point pp pps ppts ppt pct_points pct_point pct_pts pct_pt",
        "bp": "basis_points basis_point bps bp",
        "permille": "‰ per_mille per_mil",
        "ppm": "ppm",
        "ppb": "ppb",
        "times": "times fold × x",
        "USD": "u.s._dollars u.s._dollar us_dollars us_dollar american_dollars dollars dollar usd bucks",
        "HKD": "hong_kong_dollars hong_kong_dollar hk_dollars hkd",
        "AUD": "australian_dollars australian_dollar aussie_dollars aud",
        "CAD": "canadian_dollars canadian_dollar cad",
        "SGD": "singapore_dollars singapore_dollar singaporean_dollars sgd",
        "NZD": "new_zealand_dollars new_zealand_dollar nzd",
        "TWD": "new_taiwan_dollars taiwan_dollars taiwanese_dollars nt_dollars twd",
        "cent": "cents us_cents",
        "jiao": "jiao mao",
        "fen": "fen",
        "CNY": "yuan kuai chinese_yuan renminbi rmb cny chinese_renminbi yuan_renminbi",
        "EUR": "euros euro eur",
        "GBP": "pounds_sterling british_pounds pounds pound sterling gbp quid",
        "JPY": "yen japanese_yen jpy",
        "KRW": "won korean_won south_korean_won krw",
        "RUB": "rubles ruble roubles rouble russian_rubles rub",
        "INR": "rupees rupee indian_rupees inr",
        "PKR": "pakistani_rupees",
        "CHF": "swiss_francs swiss_franc chf",
        "THB": "baht thai_baht thb",
        "VND": "dong vietnamese_dong vnd",
        "BRL": "reais brazilian_reais brl",
        "MXN": "pesos mexican_pesos mxn",
        "IDR": "rupiah indonesian_rupiah idr",
        "MOP": "patacas macau_patacas macanese_patacas mop",
        "TRY": "lira liras turkish_lira turkish_liras",
        "SEK": "kronor swedish_kronor swedish_krona sek",
        "MYR": "ringgit malaysian_ringgit myr",
        "SAR": "riyals saudi_riyals",
        "AED": "dirhams uae_dirhams",
        "BTC": "bitcoins bitcoin btc",
        "ETH": "ether eth",
        "ns": "nanoseconds nanosecond ns",
        "us": "microseconds microsecond μs µs us",
        "ms": "milliseconds millisecond ms msec",
        "s": "seconds second secs sec s",
        "min": "minutes minute mins min",
        "h": "hours hour hrs hr h",
        "d": "days day workdays workday",
        "week": "weeks week",
        "mo": "months month",
        "qtr": "quarters",
        "yr": "years year yrs yr anniversary anniversaries year-old years-old years_old y/o",
        "10yr": "decades decade",
        "100yr": "centuries century",
        "1000yr": "millennia millennium",
        "nm": "nanometers nanometer nanometres nanometre nm",
        "um": "micrometers micrometer micrometres micrometre microns micron μm µm um",
        "mm": "millimeters millimeter millimetres millimetre mm",
        "cm": "centimeters centimeter centimetres centimetre cm",
        "m": "meters meter metres metre m",
        "km": "kilometers kilometer kilometres kilometre km kms km/h kph kmh",
        "li": "li",
        "inch": "inches inch in",
        "ft": "feet foot ft",
        "yd": "yards yard",
        "mi": "miles mile mph",
        "nmi": "nautical_miles nautical_mile",
        "lightyear": "light-years light-year light_years light_year",
        "m2": "square_meters square_meter square_metres square_metre sq_m sqm m² m2",
        "mm2": "square_millimeters square_millimeter square_millimetres square_millimetre sq_mm mm²",
        "cm2": "square_centimeters square_centimeter square_centimetres square_centimetre sq_cm cm²",
        "km2": "square_kilometers square_kilometer square_kilometres square_kilometre sq_km sqkm km²",
        "ha": "hectares hectare ha",
        "mu": "mu",
        "acre": "acres acre",
        "sqft": "square_feet square_foot sq_ft",
        "sqmi": "square_miles square_mile",
        "ml": "milliliters milliliter millilitres millilitre ml",
        "l": "liters liter litres litre l",
        "m3": "cubic_meters cubic_meter cubic_metres cubic_metre m³",
        "cuft": "cubic_feet cubic_foot",
        "gal": "gallons gallon",
        "tbsp": "tablespoons tablespoon tablespoonfuls tbsps tbsp",
        "tsp": "teaspoons teaspoon teaspoonfuls tsps tsp",
        "bbl": "barrels barrel",
        "ug": "micrograms microgram μg µg",
        "mg": "milligrams milligram mg",
        "g": "grams gram grammes gramme g",
        "kg": "kilograms kilogram kilogrammes kilos kilo kg kgs",
        "jin": "jin catties catty",
        "liang": "liang taels tael",
        "t": "metric_tons metric_ton tonnes tonne tons ton",
        "lb": "lbs lb",
        "oz": "ounces ounce oz",
        "carat": "carats carat",
        "W": "watts watt w",
        "kW": "kilowatts kilowatt kw",
        "MW": "megawatts megawatt mw",
        "GW": "gigawatts gigawatt gw",
        "TW": "terawatts terawatt tw",
        "Wh": "watt-hours watt_hours wh",
        "kWh": "kilowatt-hours kilowatt-hour kilowatt_hours kilowatt_hour kwh",
        "MWh": "megawatt-hours megawatt-hour megawatt_hours megawatt_hour mwh",
        "GWh": "gigawatt-hours gigawatt-hour gigawatt_hours gwh",
        "TWh": "terawatt-hours terawatt_hours twh",
        "V": "volts volt v",
        "mAh": "mah milliamp_hours milliampere-hours",
        "B": "bytes byte",
        "KB": "kilobytes kilobyte kb kib",
        "MB": "megabytes megabyte mb mib",
        "GB": "gigabytes gigabyte gb gib gigs",
        "TB": "terabytes terabyte tb tib",
        "PB": "petabytes petabyte pb",
        "EB": "exabytes exabyte eb",
        "Kbps": "kbps kb/s kbit/s kbit kilobits_per_second kilobits",
        "Mbps": "mbps mb/s mbit/s mbit megabits_per_second megabits",
        "Gbps": "gbps gb/s gbit/s gbit gigabits_per_second gigabits gigabit",
        "Tbps": "tbps tb/s tbit/s tbit terabits_per_second terabits terabit",
        "Hz": "hertz hz",
        "kHz": "kilohertz khz",
        "MHz": "megahertz mhz",
        "GHz": "gigahertz ghz",
        "THz": "terahertz thz",
        "degC": "degrees_celsius degree_celsius degrees_centigrade degrees_c °c ℃ celsius",
        "degF": "degrees_fahrenheit degree_fahrenheit degrees_f °f fahrenheit ℉",
        "angle": "degrees degree °",
        "hp": "horsepower hp",
        "dB": "decibels decibel db",
        "px": "pixels pixel",
        "Mpx": "megapixels megapixel mp",
        "Nm": "newton-meters newton_meters newton-metres nm-torque",
        "fps": "fps frames_per_second frames",
        "cal": "calories calorie kilocalories kcal",
        "hPa": "hectopascals hectopascal hpa",
        "kPa": "kilopascals kilopascal kpa",
        "MPa": "megapascals megapascal mpa",
        "GPa": "gigapascals gigapascal gpa",
        "J": "joules joule",
        "kJ": "kilojoules kilojoule kj",
        "MJ": "megajoules megajoule",
        "GJ": "gigajoules gigajoule gj",
        "TFLOPS": "teraflops teraflop tflops",
        "PFLOPS": "petaflops petaflop pflops",
        "EFLOPS": "exaflops exaflop eflops",
    }.items()
    for word in words.split()
}
CASED = {"mw": "MW", "mb": "MB", "gb": "GB", "tb": "TB", "v": "V", "w": "W"}
"""Abbreviations that mean something else, or nothing, in other letters (mb, in prose nobody's milliwatt)."""
