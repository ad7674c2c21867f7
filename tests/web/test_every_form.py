"""Every route that takes POST is reached by a form that the tests find."""

from collections import Counter

from flask import Flask

from tests.every_form import WITHOUT_FORM, FoundForm, list_post_endpoints


def test_every_post_route_has_a_form_or_a_reason(app: Flask, every_form: list[FoundForm]) -> None:
    found = {form.endpoint for form in every_form}
    assert list_post_endpoints(app) - found == set(WITHOUT_FORM)


def test_every_form_is_found_by_its_place_on_its_page(every_form: list[FoundForm]) -> None:
    places = Counter((form.person, form.page, form.index) for form in every_form)
    assert [place for place, count in places.items() if count > 1] == []
    tokens = {form.endpoint for form in every_form if "csrf_token" not in dict(form.fields)}
    assert tokens == {"contacts.open", "check_links.confirm", "check_links.correct"}
