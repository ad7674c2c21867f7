"""What the tests of stored files may ask for."""

import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import bind_extensions, configure
from portal.config import Settings
from portal.extensions import babel, db, run_pending
from portal.media import sandbox
from portal.media.models import File
from portal.media.readers.outcome import Failure, Reading, UnreadableError
from portal.media.services import receive_file
from portal.media.tasks import process
from tests.factories import make_site
from tests.media.media_samples import SENTENCE

Send = Callable[..., File]


def work() -> None:
    """Let the worker do all that waits, and look at the rows anew."""
    run_pending()
    db.session.rollback()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(environment="testing", data_dir=tmp_path / "data")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """An application without the features above: media must not need them."""
    app = Flask("media")
    configure(app, settings)
    bind_extensions(app, settings)
    babel.init_app(app)
    with app.app_context():
        make_site()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def send(app: Flask) -> Send:
    """Send bytes as a person does, and commit."""

    def send_bytes(content: bytes, name: str = "atelier.txt") -> File:
        file = receive_file(io.BytesIO(content), name=name, uploader=None)
        db.session.commit()
        return file

    return send_bytes


@pytest.fixture
def processed(send: Send) -> Send:
    """Send bytes and let the worker process them."""

    def send_and_process(content: bytes, name: str = "atelier.txt") -> File:
        file = send(content, name)
        process.enqueue(file.id)
        work()
        return file

    return send_and_process


@pytest.fixture
def text_file(send: Send) -> File:
    return send(SENTENCE.encode())


@pytest.fixture
def read() -> Callable[[bytes, str], Reading]:
    """Read bytes as a format in the sandbox."""

    def read_bytes(content: bytes, file_format: str) -> Reading:
        with tempfile.TemporaryFile() as file:
            file.write(content)
            file.flush()
            return sandbox.read(file, file_format, beat=lambda: None)

    return read_bytes


@pytest.fixture
def failure_of(read: Callable[[bytes, str], Reading]) -> Callable[[bytes, str], Failure]:
    def failure(content: bytes, file_format: str) -> Failure:
        with pytest.raises(UnreadableError) as raised:
            read(content, file_format)
        return raised.value.failure

    return failure


@pytest.fixture
def sample_path(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        path = tmp_path / "sample"
        path.write_bytes(content)
        return path

    return write
