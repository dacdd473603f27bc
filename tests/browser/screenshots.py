"""Pictures of every page of a reports folder: light, dark, on a phone, and as printed.

    python tests/browser/screenshots.py reports [screenshots]

The folder of pictures is not committed; look at them one by one. Prints need pdftoppm (poppler-utils) to
become pictures; the PDF is there without it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from chromium import browsing
from viewing import viewed

LOOKS = {
    "light": {"width": 1360},
    "dark": {"width": 1360, "dark": True},
    "phone": {"width": 390, "is_mobile": True, "has_touch": True, "device_scale_factor": 2},
    "phone-dark": {
        "width": 390,
        "dark": True,
        "is_mobile": True,
        "has_touch": True,
        "device_scale_factor": 2,
    },
}


def pictures(reports: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pages = [
        p
        for p in sorted(reports.rglob("*.html"))
        if "between" not in p.parts and not any(x.startswith(".") for x in p.parts)
    ]
    with browsing() as browser:
        for page in pages:
            name = "-".join(page.relative_to(reports).with_suffix("").parts)
            for look, settings in LOOKS.items():
                with viewed(browser, page, **settings) as seen:
                    seen.page.screenshot(path=folder / f"{name}.{look}.png", full_page=True)
            with viewed(browser, page) as seen:
                seen.page.pdf(path=folder / f"{name}.pdf", format="A4", prefer_css_page_size=True)
            if shutil.which("pdftoppm"):
                subprocess.run(
                    ["pdftoppm", "-r", "60", "-png", folder / f"{name}.pdf", folder / f"{name}.print"],
                    check=True,
                )
            print(name)


if __name__ == "__main__":
    pictures(Path(sys.argv[1]).resolve(), Path(sys.argv[2] if len(sys.argv) > 2 else "screenshots"))
