"""The program of the README runs as it stands there."""

import re
from decimal import Decimal
from pathlib import Path

import demo
from clients import patiently

README = Path(__file__).resolve().parents[2] / "README.md"


def run(program: str) -> dict:
    """What the program leaves behind."""
    names: dict = {}
    exec(compile(program, str(README), "exec"), names)
    return names


def test_the_readme_issues_two_coupons(server, balance):
    before = balance()
    program = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)[1]
    assert "http://127.0.0.1:3000" in program
    program = program.replace("http://127.0.0.1:3000", server.url)
    issued = patiently(lambda: run(program))["issued"]
    assert issued.error_details == []
    assert {info.id for info in issued.coupon_infos} == {demo.ACME.id, demo.TANGHU_ID}
    assert balance() == before - Decimal("200.20")
