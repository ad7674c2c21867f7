"""A recording that is shown, and words for it."""

from collections.abc import Callable

import pytest

from portal.auth.models import User
from portal.extensions import db
from portal.library.attachments import attach_file
from portal.library.models import Item, ItemKind
from portal.library.transcripts.services import save_transcript
from portal.media.models import File
from portal.transcripts.models import Transcript, TranscriptKind
from portal.transcripts.reading import read_text
from tests.conftest import People
from tests.factories import agree, give_clean_copy, make_item, publish, silence

SAID = "[0:00] Awa: Bonjour à toutes.\n[0:07] Fanta: Voici la première\n[0:09] question."

Say = Callable[..., Transcript]


def record(author: User, item: Item, name: str = "réunion.wav", *, seconds: float = 1620) -> File:
    file = attach_file(item, silence(800 + len(name)), name=name, author=author)
    file.duration = seconds
    give_clean_copy(file)
    agree(file, author)
    return file


@pytest.fixture
def draft(people: People) -> Item:
    return make_item(
        people.contributor, people.organisation, title="Réunion", kind=ItemKind.RECORDING
    )


@pytest.fixture
def recording(draft: Item, people: People) -> File:
    return record(people.contributor, draft)


@pytest.fixture
def published(draft: Item, recording: File, people: People) -> Item:
    return publish(draft, people.editor)


@pytest.fixture
def say(people: People, recording: File) -> Say:
    """Write what is said, as a person types it."""

    def write(
        text: str = SAID,
        *,
        kind: TranscriptKind = TranscriptKind.WORDS,
        language: str = "fra",
        file: File | None = None,
    ) -> Transcript:
        lines = read_text(text, kind=kind, duration=None)
        return save_transcript(
            file or recording, kind, language, lines, version=None, author=people.editor
        )

    yield write
    db.session.rollback()
