"""Traces: begun where an invocation is traced, with nothing of the event or the answer in them."""

import json
import subprocess
import sys

import pytest

PROGRAM = """
import json, os, sys
from types import SimpleNamespace
os.environ |= {"LAMBDA_TASK_ROOT": "/var/task", "AWS_LAMBDA_FUNCTION_NAME": "http"}
os.environ.pop("_X_AMZN_TRACE_ID", None)
from handler.telemetry import traced

@traced
def handler(event, context):
    if "fault" in event:
        raise ValueError(event["fault"])
    return {"statusCode": 200, "body": "cobalt@example.com"}

os.environ["_X_AMZN_TRACE_ID"] = sys.argv[1]
sent = []
if "Sampled=1" in sys.argv[1]:
    from aws_xray_sdk.core import xray_recorder
    xray_recorder.emitter = SimpleNamespace(send_entity=lambda entity: sent.append(entity.serialize()))
    xray_recorder.streaming_threshold = 0
try:
    answer = handler(json.loads(sys.argv[2]), SimpleNamespace())
except ValueError:
    answer = "raised"
loaded = [n for n in ("aws_xray_sdk", "botocore.session") if n in sys.modules]
print(json.dumps({"answer": answer, "sent": sent, "loaded": loaded}))
"""
TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled="


def run(trace, event):
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM, trace, json.dumps(event)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


@pytest.mark.parametrize("trace", [TRACE + "0", ""])
def test_an_invocation_that_is_not_traced_loads_no_tracing(trace):
    done = run(trace, {})
    assert done["answer"]["statusCode"] == 200
    assert done["loaded"] == done["sent"] == []


def test_a_traced_invocation_tells_of_itself_and_not_what_it_answered():
    done = run(TRACE + "1", {"body": "secret"})
    assert done["answer"]["statusCode"] == 200
    assert any("## handler" in segment for segment in done["sent"])
    assert "cobalt" not in str(done["sent"])
    assert "secret" not in str(done["sent"])


def test_an_error_goes_on_and_its_words_are_not_traced():
    done = run(TRACE + "1", {"fault": "4111 1111 1111 1111"})
    assert done["answer"] == "raised"
    assert any("## handler" in segment for segment in done["sent"])
    assert "4111" not in str(done["sent"])
    assert "ValueError" in str(done["sent"])
