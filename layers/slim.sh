#!/bin/sh
# Takes out of a virtual environment what nothing at run time opens: tests, type stubs, and libraries for video and
# training that the readers do not touch.
set -eu
site=$(echo "$1"/lib/python3*/site-packages)
find "$site" -type d \( -name tests -o -name test \) -not -path '*/numpy/*' -prune -exec rm -rf {} +
find "$site" -name '*.pyi' -delete
# Only the table of numbers is used, not the names of towns, carriers and time zones.
rm -rf "$site"/phonenumbers/geodata "$site"/phonenumbers/carrierdata "$site"/phonenumbers/tzdata
# boto3 reads S3, SQS, Secrets Manager, STS and X-Ray, the laptop's poller Step Functions; the other services' descriptions are never opened.
if [ -d "$site/botocore/data" ]; then
  for service in "$site"/botocore/data/*/; do
    case "$(basename "$service")" in
      s3 | sqs | secretsmanager | stepfunctions | sts | ssm | sso | sso-oidc | signin | xray) ;;
      *) rm -rf "$service" ;;
    esac
  done
fi
rm -rf "$site"/onnxruntime/transformers "$site"/onnxruntime/quantization "$site"/onnxruntime/tools \
  "$site"/onnxruntime/datasets
# Of rapidocr only the models of the second reader are used, neither its code nor what that needs.
if [ -d "$site/rapidocr" ]; then
  find "$site/rapidocr" -type f -not -name 'PP-OCRv6_*_small.onnx' -not -path "$site/rapidocr/__init__.py" -delete
  find "$site/rapidocr" -mindepth 1 -type d -empty -delete
  rm -rf "$site"/cv2 "$site"/opencv_python_headless* "$site"/shapely "$site"/shapely.libs "$site"/pyclipper* \
    "$site"/omegaconf "$site"/antlr4 "$site"/tqdm "$site"/colorlog
fi
