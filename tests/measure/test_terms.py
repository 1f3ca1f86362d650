from measure.terms import Terms


def test_codes_are_those_of_the_values_in_their_first_spelling():
    terms = Terms().with_spellings(["Facebook", "e-mail"])
    assert (terms.code("facebook"), terms.code("e-mail"), terms.code("other")) == (0, 1, None)
    assert terms.with_spellings(["FACEBOOK", "Other"]).spellings() == ["Facebook", "e-mail", "Other"]


def test_a_dictionary_sees_nothing_of_the_one_made_from_it():
    terms = Terms().with_spellings(["a"])
    larger = terms.with_spellings(["b"])
    assert (len(terms), terms.code("b"), terms.spellings()) == (1, None, ["a"])
    assert (len(larger), larger.code("b")) == (2, 1)


def test_two_made_from_the_same_one_do_not_meet():
    terms = Terms().with_spellings(["a"])
    one, other = terms.with_spellings(["b", "c"]), terms.with_spellings(["d"])
    assert (one.spellings(), other.spellings()) == (["a", "b", "c"], ["a", "d"])
    assert (one.code("d"), other.code("b"), other.code("d")) == (None, None, 1)


def test_its_memory_is_that_of_its_texts_each_counted_once():
    plain, spelled = Terms().with_spellings(["ä" * 50]), Terms().with_spellings(["Ä" * 50])
    assert plain.nbytes < spelled.nbytes < 2 * plain.nbytes
    assert plain.with_spellings(["ä" * 50]).nbytes == plain.nbytes
    assert spelled.with_spellings(["b"]).nbytes == Terms().with_spellings(["Ä" * 50, "b"]).nbytes
