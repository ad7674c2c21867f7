"""All benchmarks of files, one after the other: `make bench-media`."""

from bench.media import documents


def main() -> None:
    """Measure and print."""
    documents.main()


if __name__ == "__main__":
    main()
