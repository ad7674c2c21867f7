import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from portal.extensions import db


def test_an_error_of_the_database_does_not_quote_what_people_wrote(app: Flask) -> None:
    with pytest.raises(OperationalError) as error:
        db.session.execute(text("SELECT :said FROM nowhere"), {"said": "a private sentence"})
    assert "a private sentence" not in str(error.value)
