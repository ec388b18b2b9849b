#!/bin/sh
# Keeps the bucket's objects and the keys in a volume, so that they outlive LocalStack as they would in AWS; ready.sh
# puts them back. LocalStack closes its door before anything of ours could run at its end, so this runs all the time.
mkdir -p /kept/scans
while sleep 5; do
  awslocal s3 sync --only-show-errors --delete s3://scans /kept/scans
  awslocal secretsmanager get-secret-value --secret-id api-keys --query SecretString --output text >/kept/new-keys &&
    mv /kept/new-keys /kept/api-keys
done
