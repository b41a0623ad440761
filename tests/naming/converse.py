"""A server on this machine that speaks as much of Amazon Bedrock's Converse as a namer needs."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep

from beside import beside


def said(text):
    """Return the body that Converse wraps an answer in."""
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": text}]}},
        "stopReason": "end_turn",
        "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2},
        "metrics": {"latencyMs": 1},
    }


def names(*entries):
    """Return the body of an answer that is as it was asked for."""
    return said(json.dumps([{"id": n, "name": name} for n, name in enumerate(entries, start=1)]))


@contextmanager
def serving(*answers):
    """Yield the address of a server and the requests it got; the last answer goes on.

    An answer is a status, a body (an object to send as JSON, bytes, or what makes one of them of
    the request's body) and seconds to wait first.
    """
    requests, left = [], list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            requests.append((self.path, body))
            status, answer, seconds = left.pop(0) if len(left) > 1 else left[0]
            sleep(seconds)
            answer = answer(body) if callable(answer) else answer
            told = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)
            except OSError:
                pass  # whoever asked has given up

        def log_message(self, *_):
            pass

    with beside(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        yield f"http://127.0.0.1:{server.server_port}", requests
