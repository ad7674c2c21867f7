"""Why a file is not taken, in words: what it looks like and what to send instead."""

from flask_babel import lazy_gettext as _

_SPREADSHEET = _("This is a spreadsheet. Save it as PDF and send that.")
_SENTENCES = {
    "archive": _("This is an archive of several files. Unpack it and send the files one by one."),
    "cut-document": _(
        "This PDF is incomplete: its end is missing. Download or copy it once more, and send "
        "that copy."
    ),
    "cut-short": _(
        "This recording is incomplete: its end is missing. Play it on your device, "
        "save it again and send that copy."
    ),
    "damaged": _(
        "This file is damaged or incomplete. Open it on your device, save it again "
        "and send that copy."
    ),
    "e-book": _("This is an e-book. Save it as PDF and send that."),
    "encrypted": _("This document asks for a password. Remove the password and send it again."),
    "large-picture": _(
        "This picture has more than 50 million pixels. Make it smaller and send that copy."
    ),
    "macros": _("This document contains macros. Save it as DOCX or PPTX, without macros."),
    "old-slides": _("These are slides in an old format. Save them as PPTX or PDF."),
    "old-word": _("This is a document in the old Word format. Save it as DOCX or PDF."),
    "open-document": _("This OpenDocument file is not a text. Save it as PDF and send that."),
    "picture": _("This is a picture of a kind not every phone can show. Save it as JPEG or PNG."),
    "postscript": _("This is a file for printers. Save it as PDF and send that."),
    "program": _("This is a program. Only documents, pictures and sound can be sent."),
    "rich-text": _("This is a document in the RTF format. Save it as DOCX, ODT or PDF."),
    "silent-video": _(
        "This video has no sound. Only the sound of a video is kept here: send a recording "
        "that can be heard."
    ),
    "sound": _(
        "This is sound of a kind not every phone can play. Save it as MP3, M4A, OGG, WAV or FLAC."
    ),
    **dict.fromkeys(("ods", "xls", "xlsx"), _SPREADSHEET),
    "video": _(
        "This is a video of a kind that cannot be heard here. Save it as MP4, or its sound as MP3."
    ),
    "web-page": _("This is a web page. Save or print it as PDF and send that."),
}
_UNKNOWN = _(
    "This kind of file is not known here. Send a document (PDF, DOCX, ODT, PPTX, text), "
    "a picture (JPEG, PNG, WebP), sound (MP3, M4A, OGG, Opus, WAV, FLAC, AMR, 3GP) or a video "
    "(MP4, MOV, WebM), of which the sound is kept."
)


def refusal_of(kind: str) -> str:
    """Return the sentence for a kind of file that is not taken, in the reader's language."""
    return str(_SENTENCES.get(kind, _UNKNOWN))
