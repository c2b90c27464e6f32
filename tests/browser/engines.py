"""The browsers of readers who have no Chromium: Debian's Firefox, driven over WebDriver BiDi, since
Debian has no geckodriver; and WebKit, which is Safari's, through its own driver."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import WebKitGTK
from selenium.webdriver.common.by import By
from selenium.webdriver.webkitgtk.service import Service
from websocket import create_connection

PATIENCE = 60  # seconds; for machines that are busy with something else
STEP = 10  # seconds; after which a step back or forward is taken again
ESCAPE = "\ue00c"  # as both ways of driving name it


class NotNow(Exception):
    """The page that was asked is just coming or going."""


class Engine(Protocol):
    """A window of a browser, as far as a reader's journey needs one."""

    def open(self, url: str) -> None:
        """Go to an address."""

    def run(self, expression: str) -> Any:
        """What an expression of JavaScript is; raises `NotNow`."""

    def wait_for(self, promise: str) -> Any:
        """What a promise of JavaScript comes to, on a page that stays; raises `NotNow`."""

    def click(self, selector: str) -> None:
        """Press the mouse on the first such element, which is in sight."""

    def press(self, keys: str) -> None:
        """Press keys where the focus is, one after the other."""

    def go(self, steps: int) -> None:
        """Press Back (-1) or Forward (+1)."""

    def reload(self) -> None:
        """Load the page anew."""

    def resize(self, width: int, height: int) -> None:
        """Make the window larger or smaller."""


def until(told: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Ask until the answer is true; returns it, or the last one when patience (seconds) ends."""
    end = time.monotonic() + patience
    while True:
        answer = None
        with suppress(NotNow):
            answer = told()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(0.05)


@contextmanager
def not_now() -> Iterator[None]:
    """What a driver cannot do now is asked again."""
    try:
        yield
    except WebDriverException as error:
        raise NotNow from error


class WebKit:
    """WebKitGTK's own small browser, on a screen that nobody sees."""

    def __init__(self, folder: Path, closing: ExitStack) -> None:
        reading, writing = os.pipe()
        screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x1000x24"],
            pass_fds=[writing], stderr=subprocess.DEVNULL,
        )  # fmt: skip
        closing.callback(end, screen)
        os.close(writing)
        with open(reading) as number:
            display = f":{number.readline().strip()}"
        environment = {**os.environ, "DISPLAY": display, "HOME": str(folder)}
        self._driver = WebKitGTK(service=Service(env=environment))
        closing.callback(self._driver.quit)
        self._driver.command_executor.client_config.timeout = 2 * PATIENCE
        self._driver.set_script_timeout(PATIENCE)

    def open(self, url: str) -> None:
        self._driver.get(url)

    def run(self, expression: str) -> Any:
        with not_now():
            return self._driver.execute_script(f"return {expression}")

    def wait_for(self, promise: str) -> Any:
        with not_now():
            return self._driver.execute_async_script(f"({promise}).then(arguments[0])")

    def click(self, selector: str) -> None:
        self._driver.find_element(By.CSS_SELECTOR, selector).click()

    def press(self, keys: str) -> None:
        self._driver.switch_to.active_element.send_keys(keys)

    def go(self, steps: int) -> None:
        # Not by a script: one that runs as its page is put away is never answered.
        (self._driver.back if steps < 0 else self._driver.forward)()

    def reload(self) -> None:
        self._driver.refresh()

    def resize(self, width: int, height: int) -> None:
        self._driver.set_window_size(width, height)


class Firefox:
    """Debian's Firefox without windows."""

    def __init__(self, folder: Path, closing: ExitStack) -> None:
        process = subprocess.Popen(
            [
                "firefox-esr", "--headless", "--no-remote",
                "--profile", str(folder), "--remote-debugging-port", "0",
            ],
            env={**os.environ, "HOME": str(folder)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        closing.callback(end, process)
        told = folder / "WebDriverBiDiServer.json"
        assert until(lambda: told.exists() and told.read_text().strip().endswith("}"))
        at = json.loads(told.read_text())
        self._socket = create_connection(
            f"ws://{at['ws_host']}:{at['ws_port']}/session",
            timeout=PATIENCE, suppress_origin=True,
        )  # fmt: skip
        closing.callback(self._socket.close)
        self._sent = 0
        self._ask("session.new", capabilities={})
        (tab,) = self._ask("browsingContext.getTree")["contexts"]
        self._tab = tab["context"]

    def _ask(self, method: str, **params: Any) -> dict:
        self._sent += 1
        self._socket.send(json.dumps({"id": self._sent, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._sent:
                break
        if answer["type"] == "error":
            raise NotNow(answer["message"])
        return answer["result"]

    def open(self, url: str) -> None:
        self._ask("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def run(self, expression: str) -> Any:
        return self._evaluate(f"JSON.stringify(({expression}) ?? null)")

    def wait_for(self, promise: str) -> Any:
        return self._evaluate(f"({promise}).then(JSON.stringify)")

    def _evaluate(self, script: str) -> Any:
        target = {"context": self._tab}
        answer = self._ask("script.evaluate", target=target, expression=script, awaitPromise=True)
        if answer["type"] == "exception":
            raise NotNow(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def click(self, selector: str) -> None:
        self.run(
            f"document.querySelector({json.dumps(selector)})"
            ".scrollIntoView({ block: 'center', behavior: 'instant' })"
        )
        found = self._ask(
            "browsingContext.locateNodes",
            context=self._tab, locator={"type": "css", "value": selector}, maxNodeCount=1,
        )  # fmt: skip
        element = {"type": "element", "element": {"sharedId": found["nodes"][0]["sharedId"]}}
        self._act(
            "pointer",
            {"type": "pointerMove", "x": 0, "y": 0, "origin": element},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        )

    def press(self, keys: str) -> None:
        strokes = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._act("key", *strokes)

    def _act(self, device: str, *actions: dict) -> None:
        source = {"type": device, "id": device, "actions": actions}
        self._ask("input.performActions", context=self._tab, actions=[source])

    def go(self, steps: int) -> None:
        # Not by `traverseHistory`, which at times takes two steps for one. Of others Firefox does
        # not hear at times, and stays where it is.
        left = self.run("location.href")
        for _ in range(3):
            self.run(f"setTimeout(() => history.go({steps}))")
            if until(lambda: self.run("location.href") != left, STEP):
                return

    def reload(self) -> None:
        self._ask("browsingContext.reload", context=self._tab, wait="complete")

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self._ask("browsingContext.setViewport", context=self._tab, viewport=size)


def end(process: subprocess.Popen) -> None:
    """End a process that was started here, by force if it does not listen."""
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
