"""What all our pages have in common: the templates, and a policy that lets nothing else in.

A page knows its own style and script by their hashes, so that a text of a student's which
slipped through could still do nothing.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.reporting.details import as_json
from autograder.reporting.text import number, plural

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Templates that escape whatever is put into them."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(number=number, plural=plural, code=_code, as_json=as_json)
    return made


@cache
def asset(name: str) -> Markup:
    """Our own style or script, to be inserted as it is."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))


def policy(style: str, script: str = "") -> str:
    """The content policy of a page with this style and this script, and no other."""
    rules = ["default-src 'none'", f"style-src '{_hash(style)}'"]
    if script:
        rules.append(f"script-src '{_hash(script)}'")
    return "; ".join([*rules, "img-src data:", "base-uri 'none'", "form-action 'none'"])


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _code(text: str) -> Markup:
    """Escaped text in which `names` between backticks are set as code."""
    pieces = re.split(r"`([^`\n]{1,80})`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if place % 2 else piece
        for place, piece in enumerate(pieces)
    )
