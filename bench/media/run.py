"""All benchmarks of files, one after the other: `make bench-media`."""

from bench.media import documents, sound, uploads


def main() -> None:
    """Measure and print."""
    documents.main()
    sound.main()
    uploads.main()


if __name__ == "__main__":
    main()
