"""A chromium that stays open for many pages: starting one takes longer than a page does.

Spoken to by the DevTools protocol over a pipe, so that no port is opened and nothing but Python is needed.
"""

import base64
import fcntl
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor


def find_chromium():
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Browser:
    """Of one thread at a time."""

    def __init__(self, *flags):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        (theirs_in, self.to), (self.back, theirs_out) = os.pipe(), os.pipe()

        def at_3_and_4():
            # Above both at first, so that neither takes the place of the other, nor is where it should be and closed there.
            high = fcntl.fcntl(theirs_in, fcntl.F_DUPFD_CLOEXEC, 10), fcntl.fcntl(theirs_out, fcntl.F_DUPFD_CLOEXEC, 10)
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self.process = subprocess.Popen(
            [
                find_chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe",
                f"--user-data-dir={self.profile.name}", *flags, "about:blank",
            ], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, close_fds=False, preexec_fn=at_3_and_4)
        os.close(theirs_in)
        os.close(theirs_out)
        self.count = 0
        self.heard = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.to)
        self.profile.cleanup()

    def listen(self):
        """Every message ends with a zero byte."""
        with os.fdopen(self.back, "rb") as pipe:
            rest = b""
            while block := pipe.read1(1 << 16):
                *whole, rest = (rest + block).split(b"\0")
                for message in whole:
                    self.heard.put(json.loads(message))
        self.heard.put(None)

    def hear(self, timeout=120):
        message = self.heard.get(timeout=timeout)
        if message is None:
            raise RuntimeError("chromium has ended")
        return message

    def call(self, method, events, session=None, **parameters):
        """What chromium answers; what it tells meanwhile is added to events."""
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        data = memoryview(json.dumps(message).encode() + b"\0")
        while data:
            data = data[os.write(self.to, data):]
        while True:
            message = self.hear()
            if message.get("id") == self.count:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]
            events.append(message)


# The answer to a navigation comes with the new document, before it is loaded.
LOADED = """
new Promise(done => document.readyState === "complete" ? done() : addEventListener("load", done))
  .then(() => document.fonts.ready)
  .then(() => new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 50)))
"""


class Tab:
    """A page with storage of its own, as in a window that was just opened."""

    def __init__(self, browser):
        self.browser, self.events, self.session = browser, [], None
        self.context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=self.context)["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.session = None
        self.call("Target.disposeBrowserContext", browserContextId=self.context)

    def call(self, method, **parameters):
        return self.browser.call(method, self.events, self.session, **parameters)

    def view(self, width, height, scheme):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, page):
        """Until its scripts, fonts and first frames are done."""
        self.events.clear()
        self.call("Page.navigate", url=page.as_uri())
        self.evaluate(LOADED)

    def evaluate(self, script):
        """The value of an expression, or of what it promises."""
        found = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in found:
            details = found["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description") or details["text"])
        return found["result"].get("value")

    def logged(self):
        """What the console says of the page that was opened last."""
        lines = []
        # A tab that was closed may still have told something.
        for event in (event for event in self.events if event.get("sessionId") == self.session):
            method, told = event.get("method"), event.get("params", {})
            if method == "Runtime.consoleAPICalled":
                lines.append(" ".join(str(a.get("value", a.get("description"))) for a in told["args"]))
            elif method == "Runtime.exceptionThrown":
                lines.append(told["exceptionDetails"].get("exception", {}).get("description") or told["exceptionDetails"]["text"])
            elif method == "Log.entryAdded":
                lines.append(told["entry"]["text"])
        return lines

    def picture(self):
        """A PNG of the window."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png", optimizeForSpeed=True)["data"])

    def printed(self):
        """A PDF, as `chromium --print-to-pdf` makes it."""
        return base64.b64decode(self.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"])


def each(pages, visit, *flags):
    """visit(browser, page) of every page, in their order, with as many browsers as there are cores."""
    count = max(1, min(os.cpu_count() or 1, len(pages)))

    def share(start):
        with Browser(*flags) as browser:
            return [visit(browser, page) for page in pages[start::count]]

    with ThreadPoolExecutor(count) as pool:
        shares = list(pool.map(share, range(count)))
    return [shares[place % count][place // count] for place in range(len(pages))]
