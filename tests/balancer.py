"""A load balancer as AWS has it: one address, two servers, each viewer always at the same one."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

PROGRAM = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

# A new viewer gets a server and a cookie that names it; where that server is gone, any other.
_CONFIG = """
daemon off;
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    split_clients $request_id $any {{ 50% server0; * server1; }}
    map $cookie_server $chosen {{ server0 server0; server1 server1; default $any; }}
    map $http_upgrade $connection_kind {{ default upgrade; "" close; }}
    upstream server0 {{ server {servers[0]}; server {servers[1]} backup; }}
    upstream server1 {{ server {servers[1]}; server {servers[0]} backup; }}
    server {{
        listen 127.0.0.1:{port};
        location {prefix} {{
            proxy_pass http://$chosen;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_kind;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto https;
            proxy_set_header X-Amzn-Oidc-Identity "{who}";
            proxy_read_timeout {idle}s;
            add_header Set-Cookie "server=$chosen; Path=/; HttpOnly";
        }}
    }}
}}
"""


@contextmanager
def balancer(
    addresses: Sequence[str], prefix: str, *, who: str = "", idle: int = 60
) -> Iterator[str]:
    """Give the address of a load balancer in front of two servers, all below one path.

    Parameters
    ----------
    who
        Who signed in, by a header that overwrites what a visitor may have put there.
    idle
        Seconds after which a connection is cut on which a server says nothing.
    """
    assert PROGRAM
    folder = Path(tempfile.mkdtemp(prefix="nginx-"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    servers = [urlsplit(address).netloc for address in addresses]
    config = folder / "nginx.conf"
    told = {"servers": servers, "port": port, "prefix": prefix, "who": who, "idle": idle}
    config.write_text(_CONFIG.format(folder=folder, **told))
    command = [PROGRAM, "-c", str(config), "-p", str(folder)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}{prefix}"
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int) -> None:
    end = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.05)
