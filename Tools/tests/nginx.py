"""A web server on a port of this machine alone, for as long as it is needed: nginx, with what a folder holds."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
CONFIGURATION = """daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  log_format lines '{line}'; access_log {folder}/access.log lines;
  client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
  uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
  types {{ text/html htm; text/css css; image/png png; }}
  server {{ listen 127.0.0.1:{port}; root {folder}/www; absolute_redirect off; {directives} }}
}}
"""


class NoServer(Exception):
    """nginx is not there, or does not listen."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@contextlib.contextmanager
def serve(folder: Path, directives: str = "", line: str = "$host $request_uri $status"):
    """Serves `www` in `folder`, which gets the server's own files too; gives the port.

    `directives` are for the server, and `line` is what its `access.log` says of each request.
    """
    program = shutil.which("nginx", path=PATH)
    if not program:
        raise NoServer("nginx is missing: run Tools/setup/install test")
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port, directives=directives, line=line))
    process = subprocess.Popen([program, "-p", folder, "-c", configuration])
    try:
        for _ in range(6000):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None:
                raise NoServer(f"nginx ended: {(folder / 'error.log').read_text()}")
            time.sleep(0.01)
        else:
            raise NoServer("nginx does not listen")
        yield port
    finally:
        process.terminate()
        process.wait()
