"""Two browsers that are not Chromium, each driven its own way behind the same few verbs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.other_browsers import mini_browser

PATIENCE_S = 20.0
WIDTH, HEIGHT = 1440, 900
AT = """(() => {
  const one = document.querySelector("%s");
  const { x, y, width, height } = one.getBoundingClientRect();
  const top = document.elementFromPoint(x + width / 2, y + height / 2);
  return one.contains(top) ? `${x} ${y} ${width} ${height}` : null;
})()"""


class Driven(ABC):
    """One window of a browser."""

    @abstractmethod
    def open(self, address: str) -> None:
        """Load this address."""

    @abstractmethod
    def value(self, expression: str) -> Any:
        """An expression's value in the page."""

    @abstractmethod
    def press(self, css: str) -> None:
        """Press and release the pointer on the element that this selects."""

    @abstractmethod
    def keys(self, words: str) -> None:
        """Press these keys, one after the other."""

    @abstractmethod
    def cookie(self, name: str, value: str) -> None:
        """Set a cookie for the host that was opened."""

    def fill(self, css: str, words: str) -> None:
        """Click into a field of a page that is whole, and type."""
        self.until(f"document.readyState === 'complete' && document.querySelector({css!r})")
        self.click(css)
        self.until(f"document.activeElement === document.querySelector({css!r})")
        self.keys(words)
        self.until(f"document.querySelector({css!r}).value === {words!r}")

    def click(self, css: str) -> None:
        """Press once the element stands still and nothing covers it."""
        self.value(f"document.querySelector({css!r}).scrollIntoView({{block: 'center'}})")
        place, before = AT % css, None
        ends = time.monotonic() + PATIENCE_S
        while before is None or before != self.value(place):
            assert time.monotonic() < ends, f"{css} does not stand still, or is covered"
            before = self.value(place)
            time.sleep(0.3)
        self.press(css)

    def until(self, expression: str, within: float = PATIENCE_S) -> None:
        """Wait until an expression is true in the page; a page that is being left counts as not yet."""
        ends = time.monotonic() + within
        while True:
            try:
                if self.value(f"Boolean({expression})"):
                    return
            except (Gone, KeyError):
                pass
            assert time.monotonic() < ends, (expression, self.value("document.body.innerText.slice(0, 600)"))
            time.sleep(0.1)

    def state(self, wanted: str, within: float = PATIENCE_S) -> None:
        """Wait until the live page says this of itself."""
        self.until(f"document.documentElement.dataset.live === {wanted!r}", within)


class Gone(Exception):
    """The page was left while it was asked."""


class Firefox(Driven):
    """By WebDriver BiDi on Firefox's own port."""

    def __init__(self, line: ClientConnection) -> None:
        self.line = line
        self.number = 0
        self.call("session.new", capabilities={})
        self.context = self.call("browsingContext.getTree")["contexts"][0]["context"]
        self.call(
            "browsingContext.setViewport", context=self.context, viewport={"width": WIDTH, "height": HEIGHT}
        )

    def call(self, method: str, **params: Any) -> Any:
        self.number += 1
        self.line.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            said = json.loads(self.line.recv(60))
            if said.get("id") == self.number:
                if said["type"] == "error":
                    raise Gone(said["message"])
                return said["result"]

    def open(self, address: str) -> None:
        self.call("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def value(self, expression: str) -> Any:
        said = self.call(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self.context},
            awaitPromise=False,
        )
        if said["type"] == "exception":
            raise Gone(said["exceptionDetails"]["text"])
        return json.loads(said["result"].get("value", "null"))

    def press(self, css: str) -> None:
        found = self.call(
            "browsingContext.locateNodes",
            context=self.context,
            locator={"type": "css", "value": css},
            maxNodeCount=1,
        )
        element = {"type": "element", "element": {"sharedId": found["nodes"][0]["sharedId"]}}
        steps = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": element},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self.act({"type": "pointer", "id": "mouse", "actions": steps})

    def keys(self, words: str) -> None:
        steps = [{"type": kind, "value": key} for key in words for kind in ("keyDown", "keyUp")]
        self.act({"type": "key", "id": "keyboard", "actions": steps})

    def act(self, *sources: dict[str, Any]) -> None:
        self.call("input.performActions", context=self.context, actions=list(sources))

    def cookie(self, name: str, value: str) -> None:
        host = self.value("location.hostname")
        told = {"name": name, "value": {"type": "string", "value": value}, "domain": host, "path": "/"}
        self.call("storage.setCookie", cookie=told)


class WebKit(Driven):
    """By WebKitWebDriver, with selenium."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver
        driver.set_window_size(WIDTH, HEIGHT)

    def open(self, address: str) -> None:
        self.driver.get(address)

    def value(self, expression: str) -> Any:
        from selenium.common.exceptions import WebDriverException

        try:
            return self.driver.execute_script(f"return {expression};")
        except WebDriverException as error:
            raise Gone(error.msg) from error

    def press(self, css: str) -> None:
        self.driver.find_element("css selector", css).click()

    def keys(self, words: str) -> None:
        self.driver.switch_to.active_element.send_keys(words)

    def cookie(self, name: str, value: str) -> None:
        self.driver.add_cookie({"name": name, "value": value, "path": "/"})


@contextmanager
def firefox() -> Iterator[Driven]:
    """A Firefox without a screen, with a profile of its own."""
    with tempfile.TemporaryDirectory() as home:
        command = [
            "firefox-esr",
            "--headless",
            "--no-remote",
            "--remote-debugging-port",
            "0",
            "--profile",
            home,
        ]
        told = {**os.environ, "HOME": home}
        with subprocess.Popen(
            command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=told
        ) as process:
            try:
                assert process.stderr
                found = (re.search(r"BiDi listening on (ws://\S+)", line) for line in process.stderr)
                address = next(match[1] for match in found if match)
                with connect(f"{address}/session", max_size=None) as line:
                    yield Firefox(line)
            finally:
                process.terminate()


@contextmanager
def webkit() -> Iterator[Driven]:
    """WebKitGTK's own small browser on a screen that nobody sees."""
    from selenium import webdriver
    from selenium.webdriver.webkitgtk.options import Options
    from selenium.webdriver.webkitgtk.service import Service

    with screen() as display, tempfile.TemporaryDirectory() as home:
        options = Options()
        options.binary_location = str(mini_browser())
        options.add_argument("--automation")
        told = {**os.environ, "DISPLAY": display, "HOME": home, "LC_ALL": "C.UTF-8"}
        driver = webdriver.WebKitGTK(options=options, service=Service("/usr/bin/WebKitWebDriver", env=told))
        try:
            yield WebKit(driver)
        finally:
            driver.quit()


@contextmanager
def screen() -> Iterator[str]:
    """An X server on a number that it chooses itself."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        f"{WIDTH}x{HEIGHT + 100}x24",
        "-nolisten",
        "tcp",
    ]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as process:
        os.close(writing)
        try:
            with os.fdopen(reading) as said:
                yield f":{said.readline().strip()}"
        finally:
            process.terminate()
