"""Prints the definition of the state machine as LocalStack can run it.

    machine.py DEFINITION ACTIVITY_ARN BUCKET

LocalStack cannot call the function, so an activity takes its place; and it knows no ItemBatcher, so each batch is one
image, in the same form. All else is as in AWS.
"""

import json
import sys
from pathlib import Path


def main(path: str, activity: str, bucket: str) -> str:
    """The definition at ``path`` for LocalStack."""
    text = Path(path).read_text()
    given = {"Partition": "aws", "ReadBatch": activity, "Bucket": bucket, "ImagesPerBatch": "1", "BatchesAtOnce": "1"}
    for name, value in given.items():
        text = text.replace("${" + name + "}", value)
    machine = json.loads(text)
    scan = machine["States"]["Scan"]
    batch = scan.pop("ItemBatcher")
    scan["ItemSelector"] = {"Items.$": "States.Array($$.Map.Item.Value)", "BatchInput": batch["BatchInput"]}
    return json.dumps(machine)


if __name__ == "__main__":
    print(main(*sys.argv[1:]))  # noqa: T201 # the shell takes it from here
