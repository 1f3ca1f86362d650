from pathlib import Path

import pytest

from server.errors import UserError
from server.importing.mapping import Mapping, load_mapping

START = "start = 2026-03-01T09:00:00Z\n"


def written(folder: Path, text: str) -> Mapping:
    path = folder / "mapping.toml"
    path.write_text(text)
    return load_mapping(path)


def test_a_mapping_is_read_with_its_names_and_paths(tmp_path: Path):
    mapping = written(
        tmp_path,
        'map = "maps/a.json"\ncontact = "c-{row}"\n'
        + START
        + '[[event]]\ntype = "TAGGED"\ntag = "{segment}"\n'
        '[[event]]\nname = "in"\ntype = "MOVED"\nto = "form"\nwhen = { arm = "A" }\nskip_if_zero = "spend"\n',
    )
    assert mapping.map == tmp_path / "maps/a.json"
    assert [event.name for event in mapping.events] == ["1", "in"]
    assert list(mapping.named()) == [
        ("event 1, tag", "segment"),
        ("event in, when", "arm"),
        ("event in, skip_if_zero", "spend"),
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("contact =", "mapping.toml is not TOML: "),
        ('contact = "x"', "missing required field `event`"),
        ('contact = "x"\nevent = []', "length >= 1"),
        ('contact = "x"\nmpa = "y"\n[[event]]\ntype = "TAGGED"', "unknown field `mpa`"),
        ('contact = "x"\n[[event]]\ntype = "TAGGED"\nwhne = {}', r"unknown field `whne` - at `\$.event"),
        ('contact = "x"\n[[event]]\ntype = "WALKED"', "Invalid enum value 'WALKED'"),
        ('contact = "x"\nstart = 2026-03-01T09:00:00\n[[event]]\ntype = "TAGGED"', "timezone"),
        (
            'contact = "{x"\nstart = 2026-03-01T09:00:00Z\n[[event]]\ntype = "TAGGED"',
            "contact: .* no template",
        ),
        ('contact = "x"\n[[event]]\ntype = "TAGGED"', "event 1: give `at`, or a `start`"),
        ('contact = "x"\n[[event]]\ntype = "TAGGED"\nat = "a"\nafter = "b"', "`at` or `after`, not both"),
        ('contact = "x"\n[[event]]\ntype = "MOVED"\nat = "a"', "MOVED needs `automation`, or a `map`"),
        ('contact = "x"\n[[event]]\ntype = "TAGGED"\nat = "a"\nname = "a b"', "a name is 1 to 40 of"),
        (
            f'contact = "x"\n{START}[[event]]\ntype = "TAGGED"\nafter = "soon"',
            '1, after: "soon" is no offset',
        ),
    ],
)
def test_an_error_names_the_place_and_the_rule(tmp_path: Path, text: str, complaint: str):
    with pytest.raises(UserError, match=complaint):
        written(tmp_path, text)


def test_two_events_of_one_name_are_refused_since_ids_would_be_the_same(tmp_path: Path):
    event = '[[event]]\nname = "a"\ntype = "TAGGED"\ntag = "t"\n'
    with pytest.raises(UserError, match='two events are named "a"'):
        written(tmp_path, f'contact = "x"\n{START}{event}{event}')


def test_a_missing_mapping_is_one_sentence(tmp_path: Path):
    with pytest.raises(UserError, match="cannot be read: No such file"):
        load_mapping(tmp_path / "mapping.toml")
