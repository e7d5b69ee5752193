"""A stand-in for a Kubernetes cluster: python3 kubernetes_stand_in.py KUBECONFIG VOLUME=PATH… -- COMMAND…

Answers what Snakemake's executor asks of the API (secrets, jobs, pods, logs) on the loopback, and runs each pod as a process in
a new, empty working folder. KUBECONFIG is written, then COMMAND runs with it. A job that mounts another volume than those named,
or the same one elsewhere, fails, as does one whose container asks for a folder that no pod has. There is no scheduler, no image
and no limit of memory: it shows that a workflow starts, finds its files and goes on after a lost pod, not how a cluster behaves.
"""

import base64
import http.server
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import urllib.parse

OK = {"apiVersion": "v1", "kind": "Status", "status": "Success"}


class Pod:
    def __init__(self, body, secrets, volumes):
        self.body, self.name = body, body["metadata"]["name"]
        self.folder = tempfile.TemporaryDirectory(prefix="pod-")
        self.log = open(os.path.join(self.folder.name, "log"), "w+b")
        work = os.path.join(self.folder.name, "workdir")
        os.mkdir(work)
        spec = body["spec"]["template"]["spec"]
        container, = spec["containers"]
        claims = {v["name"]: v["persistentVolumeClaim"]["claimName"] for v in spec["volumes"] if "persistentVolumeClaim" in v}
        mounts = {claims[m["name"]]: m["mountPath"] for m in container["volumeMounts"] if m["name"] in claims}
        environment = dict(os.environ, HOME=work)
        for entry in container.get("env") or []:
            reference = entry["valueFrom"]["secretKeyRef"]
            environment[entry["name"]] = base64.b64decode(secrets[reference["name"]][reference["key"]]).decode()
        command = container["command"] + container["args"]
        if mounts != volumes or container["workingDir"] != "/workdir":
            command = ["sh", "-c", 'echo "there is no such volume or folder: $0" >&2; exit 125', json.dumps(mounts)]
        self.process = subprocess.Popen(
            command, cwd=work, env=environment, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, start_new_session=True)

    def status(self):
        code = self.process.poll()
        return {"active": 1} if code is None else {"failed": 1} if code else {"succeeded": 1}

    def described(self):
        code = self.process.poll()
        state = {"running": {}} if code is None else {"terminated": {"exitCode": code if code >= 0 else 128 - code}}
        status = {"name": "snakemake", "image": "-", "imageID": "-", "ready": code is None, "restartCount": 0, "state": state}
        return {"metadata": {"name": self.name}, "status": {"containerStatuses": [status]}}

    def text(self):
        with open(self.log.name, "rb") as file:
            return file.read()

    def end(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, 9)
        self.process.wait()
        self.log.close()
        self.folder.cleanup()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    secrets, pods, volumes, lock = {}, {}, {}, threading.Lock()

    def log_message(self, *_):
        pass

    def answer(self, body, code=200):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "text/plain" if isinstance(body, bytes) else "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def handle_any(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        match = re.fullmatch(r"/(?:api/v1|apis/batch/v1)/namespaces/[^/]+/(secrets|jobs|pods)(?:/([^/]+))?(?:/(status|log))?", url.path)
        kind, name, part = match.groups() if match else (None, None, None)
        with self.lock:
            if self.command == "POST" and kind == "secrets":
                self.secrets[body["metadata"]["name"]] = body.get("data") or {}
                return self.answer(body, 201)
            if self.command == "POST" and kind == "jobs":
                pod = Pod(body, self.secrets, self.volumes)
                self.pods[pod.name] = pod
                return self.answer(body, 201)
            if self.command == "GET" and kind == "pods" and not name:
                wanted = query.get("labelSelector", "").removeprefix("job-name=")
                return self.answer({"kind": "PodList", "items": [p.described() for p in self.pods.values() if p.name == wanted]})
            if self.command == "DELETE" and kind == "secrets":
                self.secrets.pop(name, None)
                return self.answer(OK)
            pod = self.pods.get(name)
            if pod and self.command == "GET" and kind == "jobs":
                return self.answer(pod.body | {"status": pod.status()})
            if pod and self.command == "GET" and part == "log":
                return self.answer(pod.text())
            if pod and self.command == "DELETE":
                # The executor deletes the pod first, then its job, with which all of it goes.
                if kind == "jobs":
                    self.pods.pop(name).end()
                return self.answer(OK)
        self.answer({"kind": "Status", "status": "Failure", "reason": "NotFound", "code": 404}, 404)

    do_GET = do_POST = do_DELETE = handle_any


def main():
    split = sys.argv.index("--")
    config, *volumes = sys.argv[1:split]
    Handler.volumes = dict(volume.split("=", 1) for volume in volumes)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with open(config, "w", encoding="utf-8") as file:
        json.dump({
            "apiVersion": "v1", "kind": "Config", "current-context": "here",
            "clusters": [{"name": "here", "cluster": {"server": f"http://127.0.0.1:{server.server_port}"}}],
            "users": [{"name": "me", "user": {}}],
            "contexts": [{"name": "here", "context": {"cluster": "here", "user": "me"}}],
        }, file)
    code = subprocess.call(sys.argv[split + 1:], env=dict(os.environ, KUBECONFIG=config))
    for pod in list(Handler.pods.values()):
        pod.end()
    return code


if __name__ == "__main__":
    sys.exit(main())
