"""A model hub on loopback for the tests, good and bad: the owner in the path says how it behaves.

    server.py serve FOLDER              serves FOLDER's files at /OWNER/NAME/resolve/REVISION/FILE; writes FOLDER/ports
                                        when ready and one line per request to FOLDER/log; ends with its parent, or
                                        after five minutes, and removes FOLDER
    server.py wheel FOLDER TARGET NAME  packs FOLDER as the package NAME-0.1.0 into TARGET
"""
import hashlib, http.server, json, os, shutil, sys, threading, time, zipfile

COMMIT = "0123456789abcdef0123456789abcdef01234567"
PAGE = b"<!DOCTYPE html><html><body>Please log in to this network.</body></html>" * 9


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    counts = {}
    lock = threading.Lock()

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        here = self.server.server_address[1]
        with self.lock:
            count = self.counts[self.path] = self.counts.get(self.path, 0) + 1
            with open(os.path.join(folder, "log"), "a") as log:
                first = here == ports[0]
                keys = ["Authorization", "Range", "If-Range"]
                log.write(json.dumps(["hub" if first else "store", self.path]
                                     + [self.headers.get(k) or "" for k in keys]) + "\n")
        _, owner, model, _, revision, name = self.path.split("/")
        getattr(self, owner.replace("-", "_"), self.plain)(name, revision, count)

    def bytes_of(self, name):
        path = os.path.join(folder, name)
        return open(path, "rb").read() if os.path.exists(path) else None

    def plain(self, name, revision, count, stop=None, ranges=True, tag=None, extra={}, body=None, announce=True):
        body = self.bytes_of(name) if body is None else body
        if body is None:
            return self.error(404, "EntryNotFound")
        begin = 0
        tag = tag or '"%s"' % hashlib.sha1(body).hexdigest()
        wanted = self.headers.get("Range")
        if wanted and ranges and self.headers.get("If-Range", tag) == tag:
            begin = int(wanted.split("=")[1].split("-")[0])
            if begin >= len(body):
                return self.error(416, "", {"Content-Range": "bytes */%d" % len(body)})
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header("Content-Range", "bytes %d-%d/%d" % (begin, len(body) - 1, len(body)))
        if announce:
            self.send_header("Content-Length", str(len(body) - begin))
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.send_header("ETag", tag)
        self.send_header("X-Repo-Commit", COMMIT)
        for key, value in extra.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body[begin : len(body) if stop is None else max(stop, begin)])
        if stop is not None:
            self.close_connection = True

    def error(self, status, code, extra={}):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        if code:
            self.send_header("X-Error-Code", code)
        for key, value in extra.items():
            self.send_header(key, value)
        self.end_headers()

    # How each owner behaves.
    def hashed(self, name, revision, count):
        body = self.bytes_of(name)
        digest = hashlib.sha256(body).hexdigest() if body else ""
        self.plain(name, revision, count, extra={"X-Linked-ETag": '"%s"' % digest} if name.endswith("safetensors")
                   else {})

    def wrong_hash(self, name, revision, count):
        self.plain(name, revision, count, extra={"X-Linked-ETag": '"%s"' % ("0" * 64)} if name.endswith("safetensors")
                   else {})

    def elsewhere(self, name, revision, count):
        """Large files are in a store on another port, which names them by a hash that is no SHA-256 of theirs."""
        body = self.bytes_of(name)
        if self.server.server_address[1] != ports[0]:
            return self.plain(name, revision, count, tag='"%s"' % ("a" * 64))
        if not name.endswith("safetensors") or body is None:
            return self.plain(name, revision, count)
        self.error(302, "", {
            "Location": "http://127.0.0.1:%d%s" % (ports[1], self.path), "X-Linked-Size": str(len(body)),
            "X-Linked-ETag": '"%s"' % hashlib.sha256(body).hexdigest()})

    def breaks(self, name, revision, count):
        self.plain(name, revision, count, stop=100_000 if name.endswith("safetensors") and count == 1 else None)

    def breaks_always(self, name, revision, count):
        self.plain(name, revision, count, stop=100_000 if name.endswith("safetensors") else None)

    def no_ranges(self, name, revision, count):
        self.plain(name, revision, count, stop=100_000 if name.endswith("safetensors") and count == 1 else None,
                   ranges=False)

    def cut(self, name, revision, count):
        """Ends early without ever having said how much would come."""
        weights = name.endswith("safetensors")
        self.plain(name, revision, count, body=self.bytes_of(name)[:100_000] if weights else None, announce=not weights)

    def busy(self, name, revision, count):
        self.error(503, "") if count == 1 and name == "config.json" else self.plain(name, revision, count)

    def gated(self, name, revision, count):
        self.error(403 if self.headers.get("Authorization") else 401, "GatedRepo")

    def needs_token(self, name, revision, count):
        self.plain(name, revision,
                   count) if self.headers.get("Authorization") == "Bearer hf_secret" else self.error(401, "")

    def nobody(self, name, revision, count):
        self.error(404, "RepoNotFound")

    def no_revision(self, name, revision, count):
        self.error(404, "RevisionNotFound")

    def pages(self, name, revision, count):
        self.plain(name, revision, count, body=PAGE)

    def page_weights(self, name, revision, count):
        self.plain(name, revision, count, body=PAGE if name.endswith("safetensors") else None)

    def sharded(self, name, revision, count):
        if name == "model.safetensors":
            return self.error(404, "EntryNotFound")
        self.plain(name, revision, count, body=b"{}" if name.endswith("index.json") else None)

    def endless(self, name, revision, count):
        if not name.endswith("safetensors"):
            return self.plain(name, revision, count)
        self.close_connection = True
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(self.bytes_of(name))
        try:
            for _ in range(2000):  # bounded: 125 MB in about 20 seconds, should the client never hang up
                self.wfile.write(b"\0" * 65536)
                time.sleep(0.01)
        except OSError:
            pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        pass  # Clients that hang up are part of the tests.


def serve():
    servers = [Server(("127.0.0.1", 0), Handler) for _ in range(2)]
    ports.extend(server.server_address[1] for server in servers)
    for server in servers:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
    with open(os.path.join(folder, "ports.new"), "w") as file:
        file.write("%d %d" % tuple(ports))
    os.rename(os.path.join(folder, "ports.new"), os.path.join(folder, "ports"))
    parent = os.getppid()
    for _ in range(300):
        time.sleep(1)
        if os.getppid() != parent:
            break
    shutil.rmtree(folder, ignore_errors=True)


def wheel(target, name):
    module = name.replace("-", "_")
    info = "%s-0.1.0.dist-info/" % module
    with zipfile.ZipFile(os.path.join(target, "%s-0.1.0-py3-none-any.whl" % module), "w") as archive:
        for file in sorted(os.listdir(folder)):
            archive.write(os.path.join(folder, file), "%s/model/%s" % (module, file))
        archive.writestr(info + "METADATA", "Metadata-Version: 2.1\nName: %s\nVersion: 0.1.0\n" % name)
        archive.writestr(info + "WHEEL",
                         "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(info + "RECORD", "")


folder = sys.argv[2]
ports = []
if sys.argv[1] == "serve":
    serve()
else:
    wheel(sys.argv[3], sys.argv[4])
