"""People's names: what may be one, and which look alike."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlight.errors import NameInvalidError
from footlight.model.names import LONGEST, RESERVED, person_name, skeleton


@pytest.mark.parametrize(
    "name",
    [
        "Ann",
        "a1",
        "7of9",
        "Jean-Luc",
        "an.na_b",
        "Žofie",
        "Ἀθηνᾶ",
        "Борис",
        "さくら",
        "田中Taro",
        "김민수",
        "नेहा",
        "x" * 32,
    ],
)
def test_what_people_are_called_is_possible(name: str) -> None:
    assert person_name(name) == unicodedata.normalize("NFKC", name)


@pytest.mark.parametrize(
    "name",
    [
        "", "a", "x" * 33, "x" * 10_000, " ann", "ann ", "an na", "-ann", ".ann", "_ann", "ann!", "<b>ann</b>",
        "an\nna", "an\x00na", "an\u200bna", "an\u202ena", "an\ufeffna", "😀😀", "a\u0301\u0301\u0301\u0301n",
        "\u0301ann", "ann@home", "\ud800nn", "a/b", "a\\b", "a'b", 'a"b', "a;b",
    ],
)  # fmt: skip
def test_what_cannot_be_a_name_is_told(name: str) -> None:
    with pytest.raises(NameInvalidError):
        person_name(name)


@pytest.mark.parametrize("name", ["pаypal", "Αnn", "аnn", "anñа", "admіn"])
def test_letters_of_several_scripts_are_refused(name: str) -> None:
    with pytest.raises(NameInvalidError, match=r"one script|reserved"):
        person_name(name)


@pytest.mark.parametrize("name", [*sorted(RESERVED), "Admin", "adm1n", "r00t", "m.o.d", "5ystem", "ｒｏｏｔ", "hе1р"])
def test_names_that_speak_for_the_site_are_reserved(name: str) -> None:
    with pytest.raises(NameInvalidError):
        person_name(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann", "ann"), ("ann", "a.n-n_"), ("Ilya", "llya"), ("I1l", "lll"), ("b0b", "bob"), ("Zoë", "zoe"),
        ("modern", "modem"), ("vvhen", "when"), ("соса", "coca"), ("ορα", "opa"), ("ﬁn", "fin"), ("straße", "strasse"),
        ("Ａｎｎ", "ann"), ("ınn", "inn"),
    ],
)  # fmt: skip
def test_names_that_look_alike_are_one(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


def test_names_that_differ_stay_apart() -> None:
    names = ["ann", "anna", "bob", "Борис", "さくら", "田中", "김민수", "नेहा", "eve", "mallory"]
    assert len({skeleton(name) for name in names}) == len(names)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_name_or_told(text: str) -> None:
    try:
        name = person_name(text)
    except NameInvalidError:
        return
    assert 2 <= len(name) <= LONGEST
    assert name.isprintable()
    assert person_name(name) == name
    assert skeleton(name)
    assert skeleton(name) == skeleton(name.upper()) or name.casefold() != name.upper().casefold()
