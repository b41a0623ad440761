"""The calls of the sample are as awkward as its README claims."""

import ftfy
import make_sample
from sample_file import plain


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
