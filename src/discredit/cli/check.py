EXAMPLE = "Example: x"
def command() -> None:
    """x"""
