import pytest

from server.errors import UserError
from server.importing.templates import MissingColumnError, template


def test_names_in_braces_are_filled_in():
    text = template("{file}/{row}/{First Name}", "contact")
    assert text.fill({"file": "f", "row": "7", "First Name": "Ann"}) == "f/7/Ann"
    assert text.names == {"file", "row", "First Name"}


def test_double_braces_are_braces():
    assert template("{{{a}}}", "contact").fill({"a": "1"}) == "{1}"


def test_a_value_with_braces_stays_as_it_is():
    assert template("{a}", "contact").fill({"a": "{row} %s {0}", "row": "7"}) == "{row} %s {0}"


def test_a_column_may_be_called_anything_but_an_expression_is_not_run():
    assert template("{a.b[0]}", "contact").fill({"a.b[0]": "1"}) == "1"


@pytest.mark.parametrize("text", ["{a", "a}", "{}", "{a!r}", "{a:>3}"])
def test_anything_but_a_name_between_braces_is_refused_with_its_place(text: str):
    with pytest.raises(UserError, match=r"^map.toml: contact: "):
        template(text, "map.toml: contact")


def test_a_missing_column_is_named():
    with pytest.raises(MissingColumnError, match=r"^mail$"):
        template("{mail}", "contact").fill({})
