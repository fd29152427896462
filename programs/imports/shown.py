"""A value as a message shows it."""

SHOWN = 60  # signs


def shown(value: str) -> str:
    """`value`, short, with the signs written out that a terminal or a reader could not see."""
    text = "".join(sign if sign.isprintable() else escaped(sign) for sign in value[:SHOWN])
    return f"{text}…" if len(value) > SHOWN else text


def escaped(sign):
    code = ord(sign)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no text in the file's encoding
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
