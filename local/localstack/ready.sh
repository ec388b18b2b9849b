#!/bin/sh
# Makes in LocalStack what template.yaml makes in AWS: the bucket and what it forgets, the queue with its dead letters,
# the notification between them, the leave for pages to upload, the secret with the keys, the state machine for whole
# buckets.
# tests/infra holds the two equal. Run again, it changes nothing.
set -eu
region=us-east-1
account=000000000000
arn="arn:aws:sqs:$region:$account"

awslocal sqs create-queue --queue-name scans-dead --attributes '{
  "MessageRetentionPeriod": "345600",
  "SqsManagedSseEnabled": "true"
}'
awslocal sqs create-queue --queue-name scans --attributes '{
  "MessageRetentionPeriod": "345600",
  "VisibilityTimeout": "900",
  "SqsManagedSseEnabled": "true",
  "RedrivePolicy": "{\"deadLetterTargetArn\":\"'"$arn"':scans-dead\",\"maxReceiveCount\":\"5\"}"
}'
awslocal s3api head-bucket --bucket scans 2>/dev/null || awslocal s3api create-bucket --bucket scans
awslocal s3api put-bucket-notification-configuration --bucket scans --notification-configuration '{
  "QueueConfigurations": [{
    "QueueArn": "'"$arn"':scans",
    "Events": ["s3:ObjectCreated:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "uploads/"}]}}
  }]
}'
awslocal s3api put-bucket-cors --bucket scans --cors-configuration '{
  "CORSRules": [{"AllowedMethods": ["POST"], "AllowedOrigins": ["*"], "MaxAgeSeconds": 3600}]
}'
awslocal secretsmanager describe-secret --secret-id api-keys >/dev/null 2>&1 ||
  awslocal secretsmanager create-secret --name api-keys --secret-string "$(cat /kept/api-keys 2>/dev/null || echo '{"keys": []}')"
awslocal s3api put-public-access-block --bucket scans --public-access-block-configuration '{
  "BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true
}'
awslocal s3api put-bucket-lifecycle-configuration --bucket scans --lifecycle-configuration '{
  "Rules": [
    {"ID": "uploads", "Filter": {"Prefix": "uploads/"}, "Status": "Enabled", "Expiration": {"Days": 4},
     "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}},
    {"ID": "results", "Filter": {"Prefix": "results/"}, "Status": "Enabled", "Expiration": {"Days": 1}},
    {"ID": "tickets", "Filter": {"Prefix": "tickets/"}, "Status": "Enabled", "Expiration": {"Days": 7}}
  ]
}'
# What keep.sh kept. An upload that nobody has read yet is told to the queue again: its ticket has to be there by then.
if [ -d /kept/scans ]; then
  awslocal s3 sync --only-show-errors --exclude 'uploads/*' /kept/scans s3://scans
  awslocal s3 sync --only-show-errors /kept/scans s3://scans
fi

role=arn:aws:iam::$account:role/states
machine=arn:aws:states:$region:$account:stateMachine:whole-bucket
activity=$(awslocal stepfunctions create-activity --name read-batch --query activityArn --output text)
definition=$(python3 /opt/ocr/machine.py /opt/ocr/lambda_bucket.asl.json "$activity" scans)
awslocal stepfunctions describe-state-machine --state-machine-arn "$machine" >/dev/null 2>&1 ||
  awslocal stepfunctions create-state-machine --name whole-bucket --role-arn "$role" --definition "$definition"
/opt/ocr/keep.sh >/dev/null 2>&1 &
