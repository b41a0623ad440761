"""Whatever became of a file, reading it gives calls or one message, in time.

Ten thousand such files: ``python tests/bench/bench_fuzzing.py``.
"""

from hypothesis import HealthCheck, given, settings
from mutations import cases, outcome

SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=300, suppress_health_check=SLOW)
@given(case=cases())
def test_a_damaged_file_gives_calls_or_one_message(tmp_path, case):
    outcome(tmp_path, case)
