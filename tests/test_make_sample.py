"""The sample's generator: the committed file is its output, and it is as awkward as it claims."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import ftfy
import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
SAMPLE = DATA / "sample" / "calls.csv"
CHALLENGE = ROOT.parent / "shared" / "data" / "telco_challenge.txt"
COLUMNS = ["call_id", "started_at", "channel", "queue", "region", "intent", "true_intent"]

sys.path.insert(0, str(DATA))
import accidents  # noqa: E402
import grammar as grammar_module  # noqa: E402
import make_sample  # noqa: E402


def generate(*options, cwd):
    return subprocess.run(
        [sys.executable, DATA / "make_sample.py", *options],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200"},
        check=False,
    )


def read(path):
    return pd.read_csv(path, keep_default_na=False, parse_dates=["started_at"])


def plain(text):
    return re.sub(r"[^a-z0-9]+", " ", text.casefold()).strip()


@pytest.fixture(scope="module")
def sample():
    return read(SAMPLE)


@pytest.fixture(scope="module")
def grammar():
    return grammar_module.load_grammar()


@pytest.fixture(scope="module")
def per_day(sample):
    """Calls per intent (columns) and day (rows 1 to 90)."""
    day = (sample["started_at"].dt.tz_localize(None) - pd.Timestamp(make_sample.START)).dt.days + 1
    return pd.crosstab(day, sample["true_intent"])


# The file as committed, and how it comes about


def test_committed_sample_is_what_the_generator_writes(tmp_path):
    done = generate("--calls", "10000", "--seed", "7", "--out", "calls.csv", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "10,000 calls of 26 intents" in done.stdout
    assert (tmp_path / "calls.csv").read_bytes() == SAMPLE.read_bytes()


def test_another_seed_gives_other_calls(tmp_path):
    first, again, other = (tmp_path / name for name in ("1.csv.gz", "2.csv.gz", "3.csv.gz"))
    for out, seed in ((first, 1), (again, 1), (other, 2)):
        make_sample.main(out, calls=300, wordings=300, seed=seed)
    assert first.read_bytes() == again.read_bytes()
    assert first.read_bytes() != other.read_bytes()


def test_every_kind_of_file_holds_the_same_calls(tmp_path):
    frames = {}
    for kind in make_sample.KINDS:
        out = tmp_path / f"calls{kind}"
        make_sample.main(out, calls=500, wordings=300)
        frames[kind] = pd.read_parquet(out) if kind == ".parquet" else read(out)
    assert list(frames[".csv"]) == COLUMNS
    assert len(frames[".csv"]) == 500
    for kind in (".csv.gz", ".parquet"):
        pd.testing.assert_frame_equal(
            frames[kind].astype({"started_at": "datetime64[us, UTC]"}),
            frames[".csv"].astype({"started_at": "datetime64[us, UTC]"}),
            check_dtype=False,
        )


@pytest.mark.parametrize("calls", [1, 89, 1234])
def test_there_are_exactly_as_many_calls_as_asked_for(grammar, calls):
    catalogue = grammar_module.make_catalogue(grammar, make_sample.volumes(grammar), 100, 1)
    frames = list(make_sample.days_of_calls(grammar, catalogue, calls, 1))
    assert len(frames) == make_sample.DAYS
    ids = pd.concat(frames)["call_id"].tolist()
    assert ids == [f"C{number:08d}" for number in range(1, calls + 1)]


def test_the_catalogue_grows_as_asked(grammar):
    catalogue = grammar_module.make_catalogue(grammar, make_sample.volumes(grammar), 30_000, 1)
    assert len({text.casefold() for text in catalogue.texts}) >= 29_000
    assert len(catalogue.texts) == len(catalogue.bounds)
    assert catalogue.bounds[-1] == len(grammar.intents) * grammar_module.ONE
    assert (np.diff(catalogue.bounds) > 0).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--out", "calls.xlsx"], "unknown ending: calls.xlsx"),
        (["--out", "nowhere/calls.csv"], "no such folder: nowhere"),
        (["--out", "calls.csv", "--calls", "0"], "--calls"),
        (["--out", "calls.csv", "--seed", "-1"], "--seed"),
    ],
)
def test_wrong_options_are_refused_and_leave_nothing(tmp_path, options, message):
    done = generate(*options, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", make_sample.KINDS)
def test_a_failure_half_way_keeps_the_old_file(tmp_path, grammar, kind):
    out = tmp_path / f"calls{kind}"
    out.write_bytes(b"old")
    catalogue = grammar_module.make_catalogue(grammar, make_sample.volumes(grammar), 100, 1)

    def broken():
        yield next(make_sample.days_of_calls(grammar, catalogue, 1000, 1))
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        make_sample.write(broken(), out)
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


def test_the_generator_knows_nothing_of_the_product():
    for path in DATA.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not any(name.name.startswith("intentlib") for name in node.names)
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("intentlib")


def test_readme_tells_of_every_column_file_and_odd_intent(sample, grammar):
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert list(sample) == COLUMNS
    files = [path.name for path in DATA.iterdir() if path.suffix in {".py", ".toml"}]
    for name in (*COLUMNS, *files, make_sample.NO_INTENT):
        assert f"`{name}`" in readme, name
    odd = [intent.name for intent in grammar.intents if intent.course != "steady" or intent.bare]
    assert len(odd) == 5
    for name in odd:
        assert f'"{name}"' in readme, name


# The grammar


def templates(grammar):
    for intent in grammar.intents:
        yield from (*intent.labels, *intent.acts, *intent.facts)


def test_every_word_of_the_grammar_is_known_and_used(grammar):
    used = {word for text in templates(grammar) for word in re.findall(r"\{(\w+)\}", text)}
    assert used == set(grammar.words)


def test_every_choice_is_closed(grammar):
    for text in templates(grammar):
        rest = grammar_module.CHOICE.sub("", grammar_module.CHOICE.sub("", text))
        assert not set(rest) & set("[]{}|"), text


def test_style_weights_add_up_to_100(grammar):
    assert sum(style.weight for style in grammar.styles) == 100


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("a unexpected fee", "an unexpected fee"),
        ("A add-on", "An add-on"),
        ("an data pack", "a data pack"),
        ("a eSIM", "an eSIM"),
        ("an unique fee", "a unique fee"),
        ("a hourly fee", "an hourly fee"),
    ],
)
def test_articles_agree(written, right):
    assert grammar_module.ARTICLE.sub(grammar_module._right_article, written) == right


# What the calls look like


def test_intents_and_their_volumes(sample, grammar):
    names = {intent.name for intent in grammar.intents}
    assert len(names) == len(grammar.intents) == 26
    assert set(sample["true_intent"]) == names | {make_sample.NO_INTENT}
    counts = sample["true_intent"].value_counts()
    assert 0.08 < counts.iloc[0] / len(sample) < 0.20
    assert counts.drop(make_sample.NO_INTENT).min() >= 50
    assert counts.iloc[:5].sum() > 0.4 * len(sample)


def test_calls_are_in_order_over_90_days_with_unique_ids(sample, per_day):
    assert sample["call_id"].is_unique
    assert sample["started_at"].is_monotonic_increasing
    assert per_day.index.tolist() == list(range(1, 91))


def test_weekdays_and_hours_have_seasons(sample, per_day):
    calm = per_day.drop(index=list(make_sample.SPIKE)).sum(axis=1)
    weekday = calm.groupby((calm.index - 1) % 7).mean()  # day 1 is a Monday
    assert weekday.idxmax() == 0
    assert weekday[[5, 6]].max() < 0.75 * weekday[:5].min()
    assert sample["started_at"].dt.hour.between(8, 19).mean() > 0.8


def test_one_intent_first_appears_on_day_60(per_day):
    new = per_day["Ask about the 3G network closure"]
    assert new.loc[:59].sum() == 0
    assert new.loc[60] > 0
    assert new.loc[60:].sum() >= 50


def test_one_intent_rises_and_one_falls(per_day):
    thirds = per_day.groupby((per_day.index - 1) // 30).sum()
    rising, falling = thirds["Report a scam call or message"], thirds["Get a copy of a bill"]
    assert rising[2] > 2 * rising[0]
    assert falling[0] > 2 * falling[2]


def test_an_outage_spikes_in_one_region(sample, per_day):
    outage = per_day["Report an outage"]
    assert outage.nlargest(3).index.isin(list(make_sample.SPIKE)).all()
    assert outage.max() > 8 * outage.median()
    date = sample["started_at"].dt.strftime("%Y-%m-%d")
    spike = sample[(sample["true_intent"] == "Report an outage") & date.eq("2025-07-16")]
    assert spike["region"].eq(make_sample.SPIKE_REGION).mean() > 0.7
    assert sample["region"].eq(make_sample.SPIKE_REGION).mean() < 0.2


def test_about_one_call_in_a_hundred_has_no_intent(sample):
    empty = sample["intent"].eq("")
    assert 0.006 < empty.mean() < 0.014
    assert sample.loc[empty, "true_intent"].eq(make_sample.NO_INTENT).all()
    assert sample.loc[~empty, "true_intent"].ne(make_sample.NO_INTENT).all()


def test_wordings_are_many_and_each_has_one_truth(sample):
    spoken = sample[sample["intent"] != ""].assign(key=lambda frame: frame["intent"].map(plain))
    truths = spoken.groupby("key")["true_intent"].nunique()
    assert 2_500 <= len(truths) <= 4_000
    assert truths.max() == 1
    assert spoken.groupby("true_intent")["key"].nunique().min() >= 30


def test_wordings_are_terse_and_florid(sample):
    words = sample["intent"].str.split().str.len()
    assert (words.between(1, 3)).mean() > 0.15
    assert (words >= 12).mean() > 0.05
    text = sample["intent"].str.casefold()
    for part in ("enquiry", "inquiry", "customer", "caller", "ascertain", "petition for"):
        assert text.str.contains(part).sum() >= 5, part


def test_casing_and_marks_vary(sample):
    text = sample.loc[sample["intent"] != "", "intent"]
    for untidy in (
        text.str.islower(),
        text.str.isupper(),
        text.str.istitle(),
        text.str.endswith("."),
        text.str.startswith('"'),
        text.str.startswith("Intent: "),
        text.str.startswith('{"intent"'),
        text.str.contains("\u00a0"),
        text != text.str.strip(),
    ):
        assert untidy.sum() >= 10


def test_mojibake_occurs_and_can_be_undone(sample):
    broken = sample.loc[sample["intent"].str.contains("â€"), "intent"]
    assert 10 <= len(broken) <= 200
    assert not broken.map(ftfy.fix_encoding).str.contains("â").any()


# Personal data: some leaks, none of it anyone's


def luhn(digits):
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 * (number > 9) for number in doubled) % 10 == 0


def test_card_numbers_are_test_numbers_that_pass_luhn(sample):
    assert all(luhn(re.sub(r"\D", "", card)) for card in accidents.CARDS)
    assert not luhn("4111111111111112")
    shown = sample["intent"].str.extract(r"(?i)card (?:number )?(\d[\d -]{12,}\d)")[0].dropna()
    assert len(shown) >= 10
    assert set(shown) <= set(accidents.CARDS)


def test_mail_addresses_are_of_reserved_domains(sample):
    domains = sample["intent"].str.extract(r"(?i)@([a-z.]*[a-z])")[0].dropna().str.lower()
    assert len(domains) >= 10
    assert domains.str.fullmatch(r"(mail\.)?example\.(com|org|net)").all()


def test_phone_numbers_are_reserved_for_fiction(sample):
    after = r"(?i)(?:phone |call back on | for )(\+?\(?\d[\d ()-]{8,}\d)"
    shown = sample["intent"].str.extract(after)[0].dropna()
    assert len(shown) >= 10
    reserved = (
        r"07700 900\d{3}|\+44 7700 900\d{3}|020 7946 0\d{3}|\(212\) 555-01\d\d"
        r"|415-555-01\d\d|0491 570 006|0491570156"
    )
    assert shown.str.fullmatch(reserved).all()


def test_about_two_calls_in_a_hundred_leak(sample):
    leaks = sample["intent"].str.contains(r"@|\d{4,}[ \d-]*\d{3}|555-01\d\d|0491 570", regex=True)
    assert 0.012 < leaks.mean() < 0.028


# Own words


def test_no_wording_is_taken_from_the_challenge_file(sample, grammar):
    if not CHALLENGE.exists():
        pytest.skip("the challenge file is not beside this repository")
    theirs = {plain(line) for line in CHALLENGE.read_text(encoding="utf-8").splitlines()} - {""}
    assert len(theirs) > 1_000
    catalogue = grammar_module.make_catalogue(grammar, make_sample.volumes(grammar), 20_000, 1)
    assert theirs.isdisjoint(map(plain, sample["intent"]))
    assert theirs.isdisjoint(map(plain, catalogue.texts))
