"""The forms of the desk's page for the words of a recording."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from portal.library.choices import language_choices
from portal.transcripts.models import TranscriptKind

KIND_WORDS: dict[TranscriptKind, str] = {
    TranscriptKind.WORDS: _("What is said"),
    TranscriptKind.CHAPTERS: _("Chapters"),
}


class _VersionForm(FlaskForm):
    """What every form about a transcript says: over which version it writes."""

    version = IntegerField(widget=HiddenInput(), default=0, validators=[Optional()])


class TranscriptForm(_VersionForm):
    """All lines, typed."""

    text = TextAreaField(_("Lines"))


class SubtitleForm(_VersionForm):
    """All lines, in a file."""

    file = FileField(
        _("A file made elsewhere"),
        description=_("WebVTT (.vtt), SubRip (.srt) or typed text (.txt); 2 MB at most."),
        validators=[FileRequired(_("Choose a file first."))],
    )


class TrackForm(FlaskForm):
    """Which words of a recording: of what kind, in which language."""

    class Meta:
        """Nothing is changed by asking."""

        csrf = False

    kind = SelectField(
        _("What to write"), choices=lambda: [(kind, KIND_WORDS[kind]) for kind in TranscriptKind]
    )
    language_code = SelectField(_("Language"), choices=language_choices)
