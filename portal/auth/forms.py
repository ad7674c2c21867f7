"""The sign-in form."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length

from portal.auth.passwords import MAXIMUM_LENGTH
from portal.web.forms import BaseForm


class LoginForm(BaseForm):
    """Who she is, and her password."""

    login = StringField(
        _("Login"),
        validators=[DataRequired(_("Write your login.")), Length(max=120)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _("Password"),
        validators=[DataRequired(_("Write your password.")), Length(max=MAXIMUM_LENGTH)],
        render_kw={"autocomplete": "current-password"},
    )
