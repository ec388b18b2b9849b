"""The description of the API in a real browser."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_api_is_described_without_anything_from_outside(page, address):
    page.goto(f"{address}/docs")
    expect(page.get_by_role("heading", name="POST /analyze")).to_be_visible()
