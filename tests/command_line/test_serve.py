"""``serve``: the API and the page, from the command line."""

import os
import socket
import subprocess

import urllib3


def test_it_serves_on_the_port_given_until_it_is_ended(command):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([*command, "serve"], stderr=subprocess.PIPE, env=os.environ | {"PORT": str(port)})
    try:
        assert any(b"Uvicorn running on http://127.0.0.1:%d" % port in line for line in server.stderr)
        assert urllib3.request("GET", f"http://127.0.0.1:{port}/health").json()["status"] == "ok"
    finally:
        server.terminate()
        server.communicate()
