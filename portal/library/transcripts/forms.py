"""The forms of the desk's page for the words of a recording."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, TextAreaField

from portal.library.choices import language_choices
from portal.transcripts.models import TranscriptKind
from portal.web.forms import BaseForm, BaseSubform, VersionField

KIND_WORDS: dict[TranscriptKind, str] = {
    TranscriptKind.WORDS: _("What is said"),
    TranscriptKind.CHAPTERS: _("Chapters"),
}


class _VersionForm(BaseForm):
    """What every form about a transcript says: over which version it writes."""

    version = VersionField(default=0)


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


class TrackForm(BaseSubform):
    """Which words of a recording: of what kind, in which language."""

    kind = SelectField(
        _("What to write"), choices=lambda: [(kind, KIND_WORDS[kind]) for kind in TranscriptKind]
    )
    language_code = SelectField(_("Language"), choices=language_choices)
