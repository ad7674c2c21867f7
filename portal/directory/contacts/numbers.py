"""Telephone numbers as people write them, and as telephones want them."""

# Numbers of Mali have eight digits and are often written without their country.
HOME_CODE = "223"
HOME_LENGTH = 8


def dialled(number: str) -> str:
    """Return a number as a telephone dials it from anywhere: `+22370000000`."""
    digits = "".join(sign for sign in number if sign.isdecimal() and sign.isascii())
    if number.strip().startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+{HOME_CODE}{digits}" if len(digits) == HOME_LENGTH else digits
