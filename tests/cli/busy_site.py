"""Writes into a site without pause, as people and the worker do: python -m tests.cli.busy_site."""

import io
import itertools
import os
import sys
from pathlib import Path

from sqlalchemy import select

from portal import create_app
from portal.config import Settings
from portal.extensions import db, run_pending
from portal.library.attachments import attach_file, remove_file
from portal.library.models import Item
from portal.media.services import delete_file


def write_for_ever(data_dir: Path) -> None:
    app = create_app(Settings(environment="testing", data_dir=data_dir))
    with app.app_context():
        for number in itertools.count():
            item = db.session.scalars(select(Item)).first()
            assert item
            text = f"Page {number}. ".encode() + os.urandom(100_000).hex().encode()
            attach_file(item, io.BytesIO(text), name=f"{number}.txt", author=None)
            if number % 3 == 2:
                run_pending()
                oldest = item.files[0]
                remove_file(item, oldest.id, author=None)
                delete_file(oldest)
                db.session.commit()
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    write_for_ever(Path(sys.argv[1]))
