from intentlib.language.clauses import clauses, content


def test_clauses_leave_out_masked_data_and_long_numbers():
    assert clauses("Call <phone> on order 1234567, please!") == [
        ("Call",),
        ("on", "order"),
        ("please",),
    ]


def test_content_words_carry_the_topic():
    assert content(("a", "copy", "of", "my", "bill")) == ("copy", "bill")
