"""Pictures of every page of a reports folder: light, dark, on a phone in both, and as printed.

    python tests/browser/screenshots.py reports [screenshots] [look …]

Looks: light, dark, phone, phone-dark, print; all of them when none is named. The folder of pictures is not
committed; look at them one by one. A long page is several pictures, as much of it on each as can be read at once;
a print is one picture of up to four sheets of paper (that needs pdftoppm of poppler-utils and montage of
ImageMagick; the PDF is there without them).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from chromium import browsing
from playwright.sync_api import Browser
from viewing import viewed

PHONE = {"width": 390, "is_mobile": True, "has_touch": True, "device_scale_factor": 1.5}
LOOKS = {
    "light": {"width": 1360},
    "dark": {"width": 1360, "dark": True},
    "phone": PHONE,
    "phone-dark": {**PHONE, "dark": True},
}
READABLE = {"light": 1700, "dark": 1700, "phone": 1500, "phone-dark": 1500}  # CSS pixels down a picture


def pictures(reports: Path, folder: Path, looks: tuple[str, ...] = (*LOOKS, "print")) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pages = [
        p
        for p in sorted(reports.rglob("*.html"))
        if "between" not in p.parts and not any(x.startswith(".") for x in p.relative_to(reports).parts)
    ]
    with browsing() as browser:
        for page in pages:
            name = "-".join(page.relative_to(reports).with_suffix("").parts)
            for look in looks:
                if look == "print":
                    printed(browser, page, folder / name)
                else:
                    on_screen(browser, page, folder / f"{name}.{look}", look)
            print(name)


def on_screen(browser: Browser, page: Path, stem: Path, look: str) -> None:
    """The whole page, in pieces that can be read."""
    step = READABLE[look]
    with viewed(browser, page, **LOOKS[look]) as seen:
        width, height = seen.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        for number, top in enumerate(range(0, height, step), 1):
            seen.page.screenshot(
                path=f"{stem}.{number:02}.png",
                full_page=True,
                clip={"x": 0, "y": top, "width": width, "height": min(step, height - top)},
            )


def printed(browser: Browser, page: Path, stem: Path) -> None:
    pdf = stem.with_name(f"{stem.name}.pdf")
    with viewed(browser, page) as seen:
        seen.page.pdf(path=pdf, format="A4", prefer_css_page_size=True)
    if not (shutil.which("pdftoppm") and shutil.which("montage")):
        return
    sheets = f"{stem}.sheet"
    subprocess.run(["pdftoppm", "-r", "75", "-png", pdf, sheets], check=True)
    paper = sorted(stem.parent.glob(f"{stem.name}.sheet-*.png"))
    for start in range(0, len(paper), 4):
        four = paper[start : start + 4]
        target = f"{stem}.print.{start // 4 + 1:02}.png"
        subprocess.run(
            ["montage", *four, "-tile", "4x", "-geometry", "+6+6", "-background", "grey", target],
            check=True,
        )
    for sheet in paper:
        sheet.unlink()


if __name__ == "__main__":
    pictures(
        Path(sys.argv[1]).resolve(),
        Path(sys.argv[2] if len(sys.argv) > 2 else "screenshots"),
        tuple(sys.argv[3:]) or (*LOOKS, "print"),
    )
