"""The template as data: closed, private, limited; and equal to what the laptop's stack makes."""

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from handler.errors import BadOption
from handler.settings import Settings

ROOT = Path(__file__).parents[2]


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short functions, kept as {"Fn": value}."""


def _function(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        return {suffix: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {suffix: loader.construct_sequence(node, deep=True)}
    return {suffix: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", _function)

TEMPLATE = yaml.load((ROOT / "template.yaml").read_text(), Loader)
RESOURCES = TEMPLATE["Resources"]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def properties(name):
    return RESOURCES[name]["Properties"]


def of_type(kind):
    return {name: r for name, r in RESOURCES.items() if r["Type"] == kind}


def variables(function):
    return (
        TEMPLATE["Globals"]["Function"]["Environment"]["Variables"] | properties(function)["Environment"]["Variables"]
    )


def loaded(path):
    """A program of ``local`` as a module."""
    spec = importlib.util.spec_from_file_location(Path(path).name, ROOT / "local" / f"{path}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_cfn_lint_has_nothing_to_say():
    command = [Path(sys.executable).with_name("cfn-lint"), ROOT / "template.yaml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_bucket_is_private_encrypted_and_forgets():
    bucket = properties("Bucket")
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert bucket["BucketEncryption"]
    rules = {r["Prefix"]: r["ExpirationInDays"] for r in bucket["LifecycleConfiguration"]["Rules"]}
    assert rules == {"uploads/": 4, "results/": 1, "tickets/": 7}
    (statement,) = properties("BucketOnlyOverTls")["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_queue_waits_long_enough_and_loses_nothing():
    queue = properties("Queue")
    assert queue["VisibilityTimeout"] == 6 * properties("WorkerFunction")["Timeout"]
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"GetAtt": "DeadLetters.Arn"}
    assert str(queue["RedrivePolicy"]["maxReceiveCount"]) == variables("WorkerFunction")["OCR_MAX_RECEIVES"]
    # A message that is sent again finds its image.
    uploads = next(r for r in properties("Bucket")["LifecycleConfiguration"]["Rules"] if r["Id"] == "uploads")
    for name in ("Queue", "DeadLetters"):
        assert properties(name)["MessageRetentionPeriod"] == uploads["ExpirationInDays"] * 24 * 3600
    assert queue["SqsManagedSseEnabled"]
    assert properties("DeadLetters")["SqsManagedSseEnabled"]
    (statement,) = properties("QueueTakesFromBucket")["PolicyDocument"]["Statement"]
    assert set(statement["Condition"]) == {"StringEquals", "ArnEquals"}


def test_the_worker_reports_single_failures_and_is_bounded():
    worker = properties("WorkerFunction")
    source = worker["Events"]["Uploads"]["Properties"]
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["ScalingConfig"]["MaximumConcurrency"]
    assert worker["ImageConfig"]["Command"] == ["handler.lambda_queue.handler"]
    # One at a time: a file that ends the process takes nobody else's with it.
    assert source["BatchSize"] == loaded("poller").BATCH == 1
    assert float(variables("WorkerFunction")["OCR_TIME_LIMIT"]) + 20 < worker["Timeout"]


def integrations():
    paths = properties("Api")["DefinitionBody"]["paths"]
    return [operation["x-amazon-apigateway-integration"] for path in paths.values() for operation in path.values()]


def test_every_method_of_every_path_reaches_the_function():
    paths = properties("Api")["DefinitionBody"]["paths"]
    assert [*paths] == ["/", "/{proxy+}"]
    assert all([*methods] == ["x-amazon-apigateway-any-method"] for methods in paths.values())


def test_the_function_ends_before_the_api_gives_up():
    api = properties("Api")["DefinitionBody"]
    assert api["x-amazon-apigateway-binary-media-types"] == ["*/*"]
    patience = {integration["timeoutInMillis"] for integration in integrations()}
    limit = float(variables("HttpFunction")["OCR_TIME_LIMIT"])
    assert limit < properties("HttpFunction")["Timeout"] < min(patience) / 1000 <= 30


def test_the_body_limit_fits_an_event_of_six_megabytes():
    assert int(variables("HttpFunction")["OCR_MAX_BODY_BYTES"]) * 4 / 3 < 6_291_556 - 100_000


def test_calls_are_throttled_and_need_a_key_by_default():
    assert TEMPLATE["Parameters"]["RequireKey"]["Default"] == "true"
    assert variables("HttpFunction")["OCR_API_KEYS_SECRET"] == {"If": ["KeyRequired", {"Ref": "ApiKeys"}, ""]}
    assert properties("ApiKeys")["GenerateSecretString"]["PasswordLength"] >= 32
    assert set(properties("Api")["DefaultRouteSettings"]) == {"ThrottlingRateLimit", "ThrottlingBurstLimit"}


UPLOADS, TICKETS, RESULTS, FINDINGS = (
    f"${{Bucket.Arn}}/{prefix}/*" for prefix in ("uploads", "tickets", "results", "findings")
)
SOURCE = "arn:${AWS::Partition}:s3:::${SourceBucket}"
MACHINES = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}"
MAY = {
    "HttpFunction": {
        ("s3:PutObject", (UPLOADS, TICKETS)),
        ("s3:GetObject", (UPLOADS, TICKETS, RESULTS)),
        ("s3:ListBucket", ("Bucket.Arn",)),
        ("secretsmanager:GetSecretValue", ("ApiKeys",)),
    },
    "WorkerFunction": {
        ("s3:GetObject s3:DeleteObject", (UPLOADS,)),
        ("s3:GetObject", (TICKETS,)),
        ("s3:GetObject s3:PutObject", (RESULTS,)),
        ("s3:ListBucket", ("Bucket.Arn",)),
    },
    "BucketFunction": {
        ("s3:GetObject", (f"{SOURCE}/*",)),
        ("s3:ListBucket", (SOURCE,)),
        ("s3:PutObject", (FINDINGS,)),
    },
    "WholeBucket": {
        ("s3:ListBucket", (SOURCE,)),
        ("lambda:InvokeFunction", ("BucketFunction.Arn",)),
        ("s3:PutObject s3:GetObject s3:ListMultipartUploadParts s3:AbortMultipartUpload", (FINDINGS,)),
        ("states:StartExecution", (f"{MACHINES}:stateMachine:${{AWS::StackName}}-whole-bucket",)),
        (
            "states:DescribeExecution states:StopExecution",
            tuple(f"{MACHINES}:execution:${{AWS::StackName}}-whole-bucket{of}*" for of in (":", "/")),
        ),
    },
}


def several(value):
    return value if isinstance(value, list) else [value]


def granted(name):
    """What a function or state machine may do, and with what."""
    return {
        (
            " ".join(several(statement["Action"])),
            tuple(next(iter(resource.values())) for resource in several(statement["Resource"])),
        )
        for policy in properties(name)["Policies"]
        for statement in policy["Statement"]
    }


def test_each_may_do_what_it_does_and_no_more():
    assert {name: granted(name) for name in RESOURCES if "Policies" in properties(name)} == MAY
    assert properties("WholeBucket")["Name"] == {"Sub": "${AWS::StackName}-whole-bucket"}


def test_every_resource_is_known():
    kinds = {
        "Serverless::HttpApi": "Api",
        "Lambda::Permission": "ApiMayInvoke",
        "Serverless::Function": "HttpFunction WorkerFunction BucketFunction",
        "Serverless::StateMachine": "WholeBucket",
        "Logs::LogGroup": "ApiLog HttpLog WorkerLog BucketLog",
        "EC2::SecurityGroup": "FunctionsInVpc CacheGroup",
        "ElastiCache::ServerlessCache": "Cache",
        "SecretsManager::Secret": "ApiKeys CacheSecret",
        "S3::Bucket": "Bucket",
        "S3::BucketPolicy": "BucketOnlyOverTls",
        "SQS::Queue": "Queue DeadLetters",
        "SQS::QueuePolicy": "QueueTakesFromBucket",
        "CloudWatch::Alarm": " ".join(ALARMS),
        "CloudWatch::Dashboard": "Dashboard",
    }
    known = {name: f"AWS::{kind}" for kind, names in kinds.items() for name in names.split()}
    assert {name: resource["Type"] for name, resource in RESOURCES.items()} == known


def test_functions_are_as_large_traced_and_placed_as_said():
    everywhere = TEMPLATE["Globals"]["Function"]
    assert everywhere["MemorySize"] == {"Ref": "MemorySize"}
    assert TEMPLATE["Parameters"]["MemorySize"]["Default"] == 1769
    assert everywhere["Architectures"] == [{"Ref": "Architecture"}]
    assert TEMPLATE["Parameters"]["Architecture"]["AllowedValues"] == ["x86_64", "arm64"]
    assert everywhere["Tracing"] == "Active"
    assert properties("WholeBucket")["Tracing"] == {"Enabled": True}
    condition, placed, nowhere = everywhere["VpcConfig"]["If"]
    groups = {"If": ["OwnCache", [{"GetAtt": "FunctionsInVpc.GroupId"}], {"Ref": "SecurityGroupIds"}]}
    assert (condition, nowhere) == ("InVpc", {"Ref": "AWS::NoValue"})
    assert placed == {"SubnetIds": {"Ref": "SubnetIds"}, "SecurityGroupIds": groups}
    own = {"MemorySize", "Architectures", "Tracing", "VpcConfig"}
    assert all(not own & set(properties(name)) for name in of_type("AWS::Serverless::Function"))


def test_a_cache_needs_a_vpc_and_subnets():
    asked = [rule["Assert"]["Not"][0] for rule in TEMPLATE["Rules"]["CacheNeedsAVpc"]["Assertions"]]
    assert asked == [
        {"Equals": [{"Ref": "VpcId"}, TEMPLATE["Parameters"]["VpcId"]["Default"]]},
        {"EachMemberEquals": [{"Ref": "SubnetIds"}, TEMPLATE["Parameters"]["SubnetIds"]["Default"]]},
    ]


def test_the_outputs_say_where_everything_is():
    values = {name: next(iter(output["Value"].values())) for name, output in TEMPLATE["Outputs"].items()}
    assert values.pop("Url") == "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
    assert values.pop("DashboardUrl").endswith("#dashboards:name=${Dashboard}")
    assert values == {
        "KeySecret": "ApiKeys",
        "BucketName": "Bucket",
        "QueueUrl": "Queue",
        "DeadLetterUrl": "DeadLetters",
        "WholeBucketArn": "WholeBucket",
    }


@pytest.mark.parametrize("function", ["HttpFunction", "WorkerFunction", "BucketFunction"])
def test_every_variable_is_a_setting(function):
    known = {f"OCR_{name.upper()}" for name in Settings.model_fields}
    assert {v for v in variables(function) if v.startswith("OCR_")} <= known


def test_logs_end_and_hold_no_query():
    for name, group in of_type("AWS::Logs::LogGroup").items():
        assert group["Properties"]["RetentionInDays"], name
    logged = properties("Api")["AccessLogSettings"]["Format"]
    assert json.loads(logged)
    assert not re.search(r"header|querystring|\.path|identity", logged, re.IGNORECASE)


# What is watched, of what, and from where on it is too much.
ALARMS = {
    "ApiFails": ("AWS/ApiGateway", "5xx", "Api", "Sum", ">=", 5),
    "HttpErrors": ("AWS/Lambda", "Errors", "HttpFunction", "Sum", ">=", 1),
    "HttpThrottles": ("AWS/Lambda", "Throttles", "HttpFunction", "Sum", ">=", 10),
    "HttpSlow": ("AWS/Lambda", "Duration", "HttpFunction", "p95", ">", 15_000),
    "WorkerErrors": ("AWS/Lambda", "Errors", "WorkerFunction", "Sum", ">=", 1),
    "WorkerThrottles": ("AWS/Lambda", "Throttles", "WorkerFunction", "Sum", ">=", 10),
    "BucketErrors": ("AWS/Lambda", "Errors", "BucketFunction", "Sum", ">=", 1),
    "WholeBucketFailed": ("AWS/States", "ExecutionsFailed", "WholeBucket", "Sum", ">=", 1),
    "QueueOld": ("AWS/SQS", "ApproximateAgeOfOldestMessage", "Queue.QueueName", "Maximum", ">", 600),
    "DeadLettersCame": ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "DeadLetters.QueueName", "Maximum", ">=", 1),
}


def test_everything_that_can_go_wrong_has_an_alarm():
    compared = {"GreaterThanThreshold": ">", "GreaterThanOrEqualToThreshold": ">="}
    found = {}
    for name, alarm in of_type("AWS::CloudWatch::Alarm").items():
        said = alarm["Properties"]
        (dimension,) = said["Dimensions"]
        found[name] = (
            said["Namespace"],
            said["MetricName"],
            next(iter(dimension["Value"].values())),
            said.get("Statistic") or said["ExtendedStatistic"],
            compared[said["ComparisonOperator"]],
            said["Threshold"],
        )
        assert said["AlarmActions"] == {"If": ["HasTopic", [{"Ref": "AlarmTopicArn"}], {"Ref": "AWS::NoValue"}]}
        assert said["TreatMissingData"] == "notBreaching"
        assert said["Period"] == 300
    assert found == ALARMS


def test_samconfig_names_only_parameters_that_exist():
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())
    for environment in ("default", "dev", "prod"):
        for command in config[environment].values():
            for pair in command["parameters"].get("parameter_overrides", "").split():
                assert pair.split("=")[0] in TEMPLATE["Parameters"]


READY = (ROOT / "local" / "localstack" / "ready.sh").read_text()


def given_by_the_laptop(option):
    """The JSON that LocalStack's script gives with an option of a command."""
    return json.loads(re.search(option + r" '(.+?)'\n", READY, re.DOTALL)[1].replace("'\"$arn\"'", "arn"))


def test_dev_is_the_default_and_no_command_needs_a_flag():
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())
    assert config["dev"] == config["default"]
    for environment in (config["dev"], config["prod"]):
        assert environment["global"]["parameters"]["stack_name"]
        assert set(environment) == {"global", "build", "validate", "deploy", "local_start_api", "logs"}
        assert environment["deploy"]["parameters"]["s3_prefix"] == environment["global"]["parameters"]["stack_name"]
    assert config["dev"]["global"] != config["prod"]["global"]


def test_the_laptop_makes_the_same_queues():
    for name, here in (("DeadLetters", "scans-dead"), ("Queue", "scans")):
        made = {key: str(value).lower() for key, value in properties(name).items() if key != "RedrivePolicy"}
        given = given_by_the_laptop(f"--queue-name {here} --attributes")
        redrive = json.loads(given.pop("RedrivePolicy", "{}"))
        assert given == made
    assert redrive == {
        "deadLetterTargetArn": "arn:scans-dead",
        "maxReceiveCount": str(properties("Queue")["RedrivePolicy"]["maxReceiveCount"]),
    }


def test_the_laptops_bucket_is_as_closed_and_forgets_as_much():
    bucket = properties("Bucket")
    assert given_by_the_laptop("--public-access-block-configuration") == bucket["PublicAccessBlockConfiguration"]
    rules = [
        {
            "ID": rule["Id"],
            "Filter": {"Prefix": rule["Prefix"]},
            "Status": rule["Status"],
            "Expiration": {"Days": rule["ExpirationInDays"]},
        }
        | {name: rule[name] for name in rule if name.startswith("Abort")}
        for rule in bucket["LifecycleConfiguration"]["Rules"]
    ]
    assert given_by_the_laptop("--lifecycle-configuration")["Rules"] == rules


def test_the_laptop_puts_tickets_back_before_the_uploads_that_need_them():
    first, second = re.findall(r"s3 sync .*/kept/scans s3://scans", READY)
    assert "--exclude 'uploads/*'" in first
    assert "exclude" not in second


def test_the_laptop_makes_the_same_notification():
    script = READY
    (notification,) = properties("Bucket")["NotificationConfiguration"]["QueueConfigurations"]
    assert notification["Event"] in script
    assert notification["Filter"]["S3Key"]["Rules"][0]["Value"] in script
    (rule,) = properties("Bucket")["CorsConfiguration"]["CorsRules"]
    here = given_by_the_laptop("--cors-configuration")["CORSRules"]
    assert here == [{"MaxAgeSeconds" if name == "MaxAge" else name: said for name, said in rule.items()}]


def test_pages_may_send_uploads_and_read_nothing():
    (rule,) = properties("Bucket")["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedMethods"] == ["POST"]
    assert "AllowedHeaders" not in rule
    assert "ExposedHeaders" not in rule


def test_the_laptop_runs_the_same_handlers_under_the_same_limits():
    services = COMPOSE["services"]
    assert services["worker"]["command"] == properties("WorkerFunction")["ImageConfig"]["Command"]
    assert services["bucket"]["command"] == properties("BucketFunction")["ImageConfig"]["Command"]
    for name, function in (
        ("function", "HttpFunction"),
        ("worker", "WorkerFunction"),
        ("bucket", "BucketFunction"),
    ):
        environment = services[name]["environment"]
        assert environment["AWS_LAMBDA_FUNCTION_TIMEOUT"] == str(properties(function)["Timeout"])
        known = {f"OCR_{field.upper()}" for field in Settings.model_fields}
        assert {v for v in environment if v.startswith("OCR_")} <= known
        # What is a number in the template is a limit, and the same here.
        limits = {v: number for v, number in variables(function).items() if isinstance(number, str) and number}
        del limits["POWERTOOLS_SERVICE_NAME"]
        assert limits
        assert {v: environment.get(v) for v in limits} == limits


def test_the_laptops_gateway_gives_up_when_the_api_does():
    assert {loaded("gateway").TIME_LIMIT} == {i["timeoutInMillis"] / 1000 for i in integrations()}


def test_our_containers_can_do_little():
    for name in ("function", "worker", "bucket", "gateway", "poller"):
        service = COMPOSE["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    for service in COMPOSE["services"].values():
        assert service["healthcheck"]["test"]


def test_our_functions_have_as_much_memory_as_in_aws():
    size = TEMPLATE["Parameters"]["MemorySize"]["Default"]
    for name in ("function", "worker", "bucket"):
        service = COMPOSE["services"][name]
        assert service["mem_limit"] == service["memswap_limit"] == f"{size}m"
        assert service["environment"]["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == str(size)


ASL = ROOT / "handler" / "lambda_bucket.asl.json"


def machine(**given):
    text = ASL.read_text()
    substitutions = properties("WholeBucket")["DefinitionSubstitutions"]
    assert set(re.findall(r"\$\{(\w+)\}", text)) == set(substitutions)
    for name, value in substitutions.items():
        text = text.replace("${" + name + "}", str(given.get(name, value if isinstance(value, int) else 7)))
    return json.loads(text)


def test_a_whole_bucket_is_read_in_batches_that_end_in_time():
    states = machine()["States"]
    scan = states["Scan"]
    assert scan["ItemReader"]["Resource"].endswith("s3:listObjectsV2")
    assert scan["ItemProcessor"]["ProcessorConfig"] == {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    assert 0 < scan["ToleratedFailurePercentage"] < 5
    longest = scan["ItemBatcher"]["MaxItemsPerBatch"] * float(variables("BucketFunction")["OCR_TIME_LIMIT"])
    assert longest < properties("BucketFunction")["Timeout"] <= 900
    never, retry = scan["ItemProcessor"]["States"]["Read"]["Retry"]
    # Lambda names errors by their class; the same options would be as bad the next time.
    assert never == {"ErrorEquals": [BadOption.__name__], "MaxAttempts": 0}
    assert retry["ErrorEquals"] == ["States.ALL"]
    (look,) = states["Look"]["Retry"]
    assert {"S3.SdkClientException", "S3.S3Exception"} < set(look["ErrorEquals"])
    assert retry["BackoffRate"] > 1 < retry["MaxAttempts"]


def test_no_instance_is_paid_for_without_calls_by_default():
    parameter = TEMPLATE["Parameters"]["ProvisionedConcurrency"]
    assert (parameter["Default"], parameter["MinValue"]) == (0, 0)
    assert TEMPLATE["Conditions"]["StartedAhead"] == {"Not": [{"Equals": [{"Ref": "ProvisionedConcurrency"}, 0]}]}
    ahead = properties("HttpFunction")["ProvisionedConcurrencyConfig"]["If"]
    assert ahead == [
        "StartedAhead",
        {"ProvisionedConcurrentExecutions": {"Ref": "ProvisionedConcurrency"}},
        {"Ref": "AWS::NoValue"},
    ]


def test_calls_go_to_the_instances_started_ahead_or_else_to_what_was_deployed_last():
    alias = properties("HttpFunction")["AutoPublishAlias"]
    for integration in integrations():
        address, chosen = integration["uri"]["Sub"]
        assert "${HttpFunction.Arn}${Alias}/" in address
        assert chosen == {"Alias": {"If": ["StartedAhead", f":{alias}", ""]}}
    allowed = properties("ApiMayInvoke")["FunctionName"]
    assert allowed == {"If": ["StartedAhead", {"Ref": "HttpFunction.Alias"}, {"Ref": "HttpFunction"}]}


def test_instances_started_ahead_see_changed_parameters():
    function = properties("HttpFunction")
    # Lambda publishes no version of a function that has not changed.
    assert function["VersionDescription"] == function["Description"]
    named = set(re.findall(r"\$\{(\w+)\}", function["Description"]["Sub"]))
    # Neither what may be long, nor what nobody may read; for these there is the revision.
    elsewhere = {"CacheUrl", "CorsOrigins", "SubnetIds", "SecurityGroupIds"}
    given = json.dumps([TEMPLATE["Globals"]["Function"], function, TEMPLATE["Conditions"]])
    used = set(re.findall(r'"Ref": "(\w+)"', given)) & set(TEMPLATE["Parameters"])
    conditions = {"SourceBucket", "AlarmTopicArn", "ProvisionedConcurrency"}
    assert used - elsewhere - conditions <= named
    assert all(
        word in TEMPLATE["Parameters"]["Revision"]["Description"] for word in ("CacheUrl", "CorsOrigins", "subnets")
    )
    assert not named & elsewhere


def test_an_empty_prefix_is_no_failure():
    states = machine()["States"]
    (rule,) = states["AnythingThere"]["Choices"]
    assert (rule["Variable"], rule["NumericEquals"]) == ("$.look.count", 0)
    assert states[rule["Next"]]["End"]


def test_whole_buckets_and_their_own_cache_are_made_only_when_asked_for():
    conditional = {name: r["Condition"] for name, r in RESOURCES.items() if "Condition" in r}
    assert conditional == dict.fromkeys(
        ("BucketFunction", "WholeBucket", "BucketLog", "WholeBucketFailed", "BucketErrors"), "WholeBuckets"
    ) | dict.fromkeys(("FunctionsInVpc", "CacheGroup", "Cache"), "OwnCache")
    assert TEMPLATE["Parameters"]["SourceBucket"]["Default"] == ""
    assert TEMPLATE["Parameters"]["CreateCache"]["Default"] == "false"


def test_the_cache_is_reached_over_tls_by_the_functions_alone():
    assert properties("Cache")["Engine"] == "valkey"
    (rule,) = properties("CacheGroup")["SecurityGroupIngress"]
    assert rule["SourceSecurityGroupId"] == {"GetAtt": "FunctionsInVpc.GroupId"}
    assert not properties("FunctionsInVpc").get("SecurityGroupIngress")
    address = variables("HttpFunction")["OCR_CACHE_URL"]["If"][1]["Sub"]
    assert address.startswith("rediss://")


def test_the_dashboard_is_json_about_what_is_there():
    body = properties("Dashboard")["DashboardBody"]["Sub"]
    named = set(re.findall(r"\$\{([A-Za-z]+)", body)) - {"AWS"}
    assert named <= set(RESOURCES)
    assert json.loads(re.sub(r"\$\{[^}]*\}", "x", body))["widgets"]


def test_every_function_runs_one_image_without_root_in_it():
    functions = of_type("AWS::Serverless::Function")
    assert {json.dumps(f["Metadata"], sort_keys=True) for f in functions.values()} == {
        json.dumps(RESOURCES["HttpFunction"]["Metadata"], sort_keys=True)
    }
    assert all(f["Properties"]["PackageType"] == "Image" for f in functions.values())
    names = {f["Properties"]["LoggingConfig"]["LogGroup"]["Ref"] for f in functions.values()}
    assert names == {"HttpLog", "WorkerLog", "BucketLog"}


def test_the_laptop_runs_the_same_state_machine():
    there = machine(Partition="aws", ReadBatch="arn:activity", Bucket="scans", ImagesPerBatch=1, BatchesAtOnce=1)
    here = json.loads(loaded("localstack/machine").main(str(ASL), "arn:activity", "scans"))
    batcher, selector = there["States"]["Scan"].pop("ItemBatcher"), here["States"]["Scan"].pop("ItemSelector")
    assert here == there
    assert selector["BatchInput"] == batcher["BatchInput"]
