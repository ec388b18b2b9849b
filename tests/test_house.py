"""The rooms of the house: data flows one way, and the pure rooms know nothing of the world outside."""

import ast
from pathlib import Path

import pytest

HANDLER = Path(__file__).parent.parent / "handler"
# The last two are doors of one house: neither knows the other.
ROOMS = ("imaging", "reading", "detecting", "scan", "api", "command_line")
OUTSIDE = {"fastapi", "starlette", "mangum", "redis", "boto3", "botocore", "aws_lambda_powertools", "uvicorn", "httpx"}


def imports_of(path):
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def files_of(room):
    single = HANDLER / f"{room}.py"
    return [single] if single.exists() else sorted((HANDLER / room).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS[:-1])
def test_no_room_imports_one_to_its_right(room):
    right = {f"handler.{other}" for other in ROOMS[ROOMS.index(room) + 1 :]}
    for path in files_of(room):
        for name in imports_of(path):
            assert not any(name == r or name.startswith(r + ".") for r in right), f"{path.name} imports {name}"


def test_the_command_line_knows_no_other_door():
    others = ("handler.api", "handler.lambda_http", "handler.lambda_queue", "handler.storage")
    for path in [HANDLER / "__main__.py", *files_of("command_line")]:
        for name in imports_of(path):
            assert not any(name == o or name.startswith(o + ".") for o in others), f"{path.name} imports {name}"


def test_only_workers_of_the_command_line_load_what_reads():
    heavy = {"handler.scan", "handler.scanned", "handler.imaging", "handler.reading", "urllib3"}
    who = {
        path.stem
        for path in files_of("command_line")
        if any(name == h or name.startswith(h + ".") for name in imports_of(path) for h in heavy)
    }
    # Masks need findings, which need to know what a box is and nothing else of imaging.
    assert who == {"findings", "local", "painting", "service", "service_answers"}


@pytest.mark.parametrize("room", ROOMS[:3])
def test_the_pure_rooms_know_nothing_of_the_world_outside(room):
    for path in files_of(room):
        foreign = {name.split(".")[0] for name in imports_of(path)} & OUTSIDE
        assert not foreign, f"{path.name} imports {foreign}"


def test_only_the_http_edge_knows_mangum():
    who = {p.name for p in HANDLER.rglob("*.py") if any(n.split(".")[0] == "mangum" for n in imports_of(p))}
    assert who == {"lambda_http.py"}
