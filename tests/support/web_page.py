"""Looks at the page of `creel serve` in headless Chromium, at a phone's and a desk's size.

usage: web_page.py ADDRESS FOLDER    (FOLDER holds rainbow.jpg and page.jpg; screenshots are written there)
Exit code 77 where Chromium or selenium is missing.
"""

import shutil
import sys
from pathlib import Path

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import Select, WebDriverWait
except ImportError:
    print("selenium is missing (Debian: python3-selenium)")
    sys.exit(77)

SIZES = {"phone": (390, 844), "desk": (1280, 900)}


def open_browser(size):
    options = webdriver.ChromeOptions()
    for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    options.binary_location = shutil.which("chromium")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 600},
    )
    return browser


class Visit:
    def __init__(self, browser, address, folder, name):
        self.browser, self.address, self.folder, self.name = browser, address, folder, name

    def find(self, name):
        return self.browser.find_element(By.ID, name)

    def wait(self, condition, what):
        WebDriverWait(self.browser, 30).until(lambda _: condition(), message=what)

    def shoot(self, step, theme="dark"):
        self.browser.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": theme}]}
        )
        height = self.browser.execute_script("return document.documentElement.scrollHeight")
        size = SIZES[self.name]
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": size[0], "height": max(height, size[1]), "deviceScaleFactor": 1, "mobile": size[0] < 600},
        )
        self.browser.save_screenshot(str(self.folder / f"{self.name}-{step}-{theme}.png"))

    def check_layout(self):
        wider = self.browser.execute_script("return document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, f"{self.name}: the page is {wider} pixels too wide"
        unnamed = self.browser.execute_script(
            "return [...document.querySelectorAll('input,select,button,img')].filter(e => e.tagName === 'IMG' ?"
            " e.getAttribute('alt') === null : !(e.labels && e.labels.length) && !e.textContent.trim()).length"
        )
        assert unnamed == 0, f"{unnamed} controls have no name"

    def choose(self, file):
        self.find("chooser").send_keys(str(self.folder / file))

    def run(self):
        self.browser.get(self.address)
        self.wait(lambda: "3 classes" in self.find("model").text, "the model's name")
        self.check_layout()
        self.shoot("start")
        self.predict()
        self.compare()
        self.correct()
        self.refuse()
        self.come_back()
        self.bring_key()
        self.read_docs()
        errors = [e for e in self.browser.get_log("browser") if e["level"] == "SEVERE" and " 415 " not in e["message"]]
        assert not errors, errors

    def predict(self):
        self.browser.execute_script(
            "window.sent = []; const real = window.fetch; window.fetch = (path, options) => {"
            " if (options && options.body) window.sent.push(options.body.get('image').size); return real(path, options); };"
        )
        self.choose("rainbow.jpg")
        self.wait(lambda: self.find("verdict").text == "Rainbow trout", "the verdict")
        bars = self.browser.find_elements(By.CSS_SELECTOR, "#bars li")
        assert len(bars) == 3, f"{len(bars)} bars"
        width = self.browser.execute_script("return document.getElementById('preview').naturalWidth")
        assert width == 1024, f"the photo was sent {width} pixels wide"
        self.check_layout()

    def compare(self):
        self.wait(lambda: self.find("similar").is_displayed(), "similar photos")
        captions = [e.text for e in self.browser.find_elements(By.CSS_SELECTOR, "#similar-list figcaption")]
        assert len(captions) == 6, captions
        assert captions[:4] == ["Rainbow trout"] * 4, captions
        drawn = "return [...document.querySelectorAll('#similar-list img')].every(i => i.complete && i.naturalWidth > 0)"
        self.wait(lambda: self.browser.execute_script(drawn), "the similar photos' pictures")
        order = self.browser.execute_script(
            "const top = id => document.getElementById(id).getBoundingClientRect().top;"
            " return top('similar') > top('answer');"
        )
        assert order, "similar photos stand before the answer"
        self.check_layout()
        self.shoot("similar")
        self.shoot("similar", "light")

    def correct(self):
        self.find("not-right").click()
        self.wait(lambda: self.find("correction-form").is_displayed(), "the form")
        self.check_layout()
        self.shoot("correction")
        self.shoot("correction", "light")
        Select(self.find("right-label")).select_by_value("bull_trout")
        self.find("consent").click()
        self.browser.find_element(By.CSS_SELECTOR, "#correction-form button").click()
        self.wait(lambda: "Thank you" in self.find("correction-state").text, "the thanks")

    def refuse(self):
        self.choose("page.jpg")
        self.wait(lambda: "no image" in self.find("trouble").text, "what is wrong")
        self.shoot("refused", "light")
        assert not self.find("answer").is_displayed()
        assert not self.find("similar").is_displayed()
        assert not self.find("preview").is_displayed()

    def come_back(self):
        self.browser.refresh()
        self.wait(lambda: len(self.browser.find_elements(By.CSS_SELECTOR, "#past-list li")) == 1, "the history")
        self.shoot("history")
        ready = "return navigator.serviceWorker.ready.then(() => caches.open('creel-page-2')).then(c => c.keys()).then(k => k.length)"
        assert self.browser.execute_script(ready) >= 8, "the page is not kept for use offline"

    def bring_key(self):
        self.browser.get("about:blank")
        self.browser.get(self.address + "/#key=k7fm-2xqd")
        self.wait(lambda: "3 classes" in self.find("model").text, "the model's name")
        kept = self.browser.execute_script("return [localStorage.getItem('creel-key'), location.hash]")
        assert kept == ["k7fm-2xqd", ""], kept

    def read_docs(self):
        self.browser.get(self.address + "/docs")
        self.wait(lambda: len(self.browser.find_elements(By.CSS_SELECTOR, "#routes article")) >= 8, "the routes")
        self.check_layout()
        self.shoot("docs")


def main():
    address, folder = sys.argv[1], Path(sys.argv[2])
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        print("Chromium is missing (Debian: chromium chromium-driver)")
        sys.exit(77)
    for name, size in SIZES.items():
        browser = open_browser(size)
        try:
            Visit(browser, address, folder, name).run()
        finally:
            browser.quit()


main()
