import io
import json
import time

from intentlib.progress import bars, json_lines


def test_bar_is_drawn_and_goes_away():
    stream = io.StringIO()
    with bars(stream) as tell:
        tell("read", 0, 0)
        tell("embed", 0, 10)
        time.sleep(0.15)
        tell("embed", 5, 10)
    drawn = stream.getvalue()
    assert "read" in drawn
    assert "5/10" in drawn
    assert drawn.rsplit("\r", 2)[-2].strip() == ""


def test_silent_stage_keeps_ticking():
    stream = io.StringIO()
    with bars(stream) as tell:
        tell("tree", 0, 0)
        time.sleep(1.7)
    assert "00:01" in stream.getvalue()


def test_lines_of_json_are_few_and_complete():
    stream = io.StringIO()
    with json_lines(stream) as tell:
        for done in range(1001):
            tell("embed", done, 1000)
        tell("tree", 0, 0)
        tell("tree", 1, 1)
        tell("tree", 1, 1)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    embed = [line for line in lines if line["stage"] == "embed"]
    assert embed[0] == {"stage": "embed", "done": 0, "total": 1000}
    assert embed[-1] == {"stage": "embed", "done": 1000, "total": 1000}
    assert len(embed) < 20
    assert [line["done"] for line in lines if line["stage"] == "tree"] == [0, 1]
