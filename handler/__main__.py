"""The entry of ``ocr-text-analysis`` and ``python -m handler``."""


def main() -> None:
    """Runs the command that the arguments name."""
    from handler.command_line.app import app  # noqa: PLC0415 # workers import this file, and need no command line

    app()


if __name__ == "__main__":
    main()
