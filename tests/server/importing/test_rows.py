from pathlib import Path

import pytest

from server.errors import UserError
from server.importing.content import opened
from server.importing.rows import LONGEST_LINE, BadRow, Row, rows


def read(folder: Path, name: str, text: str) -> list[Row | BadRow]:
    path = folder / name
    path.write_bytes(text.encode())
    with opened(path) as content:
        return list(rows(content, path))


def test_csv_rows_are_numbered_from_one_without_the_header(tmp_path: Path):
    assert read(tmp_path, "a.csv", '\ufeffname,city\r\nAnn,"Bad, Aussee"\r\n\r\n"Ben\nB.",\r\n') == [
        Row(1, {"name": "Ann", "city": "Bad, Aussee"}),
        Row(2, {"name": "Ben\nB.", "city": ""}),
    ]


def test_a_csv_row_of_another_length_is_bad_alone(tmp_path: Path):
    assert read(tmp_path, "a.csv", "a,b\n1\n1,2\n1,2,3\n") == [
        BadRow(1, "row 1 has 1 values, the header names 2 columns", "1"),
        Row(2, {"a": "1", "b": "2"}),
        BadRow(3, "row 3 has 3 values, the header names 2 columns", "1,2,3"),
    ]


def test_a_csv_row_with_a_stray_quote_is_bad_alone(tmp_path: Path):
    first, second = read(tmp_path, "a.csv", 'a,b\n"x"y,2\n1,2\n')
    assert isinstance(first, BadRow)
    assert first.message.startswith("row 1 cannot be read: ")
    assert second == Row(2, {"a": "1", "b": "2"})


@pytest.mark.parametrize(("text", "complaint"), [("", "is empty"), ("a,,b\n", '""'), ("a,b,a\n", '"a"')])
def test_a_csv_file_needs_a_header_of_different_names(tmp_path: Path, text: str, complaint: str):
    with pytest.raises(UserError, match=complaint):
        read(tmp_path, "a.csv", text)


def test_ndjson_values_keep_the_text_they_have_in_the_file(tmp_path: Path):
    line = '{"s":"x","n":0.10,"i":12345678901234567890,"t":true,"f":false,"z":null,"nested":{"a":1},"l":[]}\n'
    assert read(tmp_path, "a.ndjson", line) == [
        Row(1, {"s": "x", "n": "0.10", "i": "12345678901234567890", "t": "true", "f": "false", "z": ""})
    ]


def test_ndjson_lines_that_are_no_objects_are_bad_alone(tmp_path: Path):
    first, second, third = read(tmp_path, "a.jsonl", '{"a":\n\n[1]\n{"a":"1"}')
    assert isinstance(first, BadRow)
    assert first.message.startswith("row 1 is not JSON: ")
    assert second == BadRow(2, "row 2 is no JSON object", "[1]")
    assert third == Row(3, {"a": "1"})


def test_a_line_without_end_is_not_read_into_memory(tmp_path: Path):
    long = '{"a":"' + "x" * 3 * LONGEST_LINE + '"}'
    assert read(tmp_path, "a.ndjson", f'{long}\n{{"a":"1"}}\n') == [
        BadRow(1, f"row 1 cannot be read: it is longer than {LONGEST_LINE:,} bytes", ""),
        Row(2, {"a": "1"}),
    ]


def test_a_csv_line_without_end_is_bad_alone(tmp_path: Path):
    first, second = read(tmp_path, "a.csv", "a,b\n" + "x" * 3 * LONGEST_LINE + "\n1,2\n")
    assert isinstance(first, BadRow)
    assert second == Row(2, {"a": "1", "b": "2"})


def test_another_kind_of_file_is_refused(tmp_path: Path):
    with pytest.raises(UserError, match=r"must be named \.csv or \.ndjson"):
        read(tmp_path, "a.xlsx", "")
