from dataclasses import replace

from dashboard.factories import make_run

from intentlib.dashboard import derived


def test_a_column_is_a_dimension_when_it_has_a_few_values():
    run = make_run()
    calls = run.calls.assign(one="same", many=range(len(run.calls)))
    found = derived.dimensions(replace(run, calls=calls))
    assert found == {"channel": ["chat", "phone"]}
