"""What a thousand images cost: list prices of us-east-1 in US dollars, and where each was read.

The pages were read in a stored copy in November 2026, not live; the date beside each is the one that the page gives
itself. Look the prices up before you rely on them. Free tiers and volume discounts are left out everywhere.
"""

import math

# AWS Lambda, "AWS Lambda Pricing Breakdown: Ultimate Guide 2024": https://cloudchipr.com/blog/aws-lambda-pricing
# (2024; the same figures in a page of May 2026). The first tier of each architecture.
LAMBDA_GB_SECOND = {"x86": 0.0000166667, "arm64": 0.0000133334}
LAMBDA_REQUEST = 0.20 / 1_000_000
# "At 1,769 MB, a function has the equivalent of one vCPU", and CPU in proportion to memory:
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html (undated copy)
LAMBDA_MB_OF_A_VCPU = 1769

# Amazon Textract, DetectDocumentText, first million pages: https://aws.amazon.com/textract/pricing/
TEXTRACT_PAGE = 0.0015
# Amazon Comprehend, PII: units of 100 characters, three at least: https://aws.amazon.com/comprehend/pricing/ (undated
# copy); $0.0001 a unit: https://www.cloudzero.com/blog/amazon-comprehend-pricing/ (undated copy)
COMPREHEND_UNIT = 0.0001
COMPREHEND_UNIT_CHARACTERS = 100
COMPREHEND_LEAST_UNITS = 3

# Google Sensitive Data Protection, content inspection by bytes sent, above the first free gigabyte:
# https://cloud.google.com/dlp/pricing
GOOGLE_INSPECTED_GB = 3.00


def lambda_thousand(seconds: float, vcpus: float, architecture: str) -> float:
    """A thousand invocations of ``seconds`` each, with the memory that so many vCPUs take."""
    gigabytes = LAMBDA_MB_OF_A_VCPU * vcpus / 1024
    billed = math.ceil(round(seconds * 1000, 6)) / 1000  # by the millisecond
    return 1000 * (billed * gigabytes * LAMBDA_GB_SECOND[architecture] + LAMBDA_REQUEST)


def textract_and_comprehend_thousand(characters: list[int]) -> float:
    """A thousand images whose texts are as long as these."""
    units = [max(COMPREHEND_LEAST_UNITS, math.ceil(n / COMPREHEND_UNIT_CHARACTERS)) for n in characters]
    return 1000 * (TEXTRACT_PAGE + COMPREHEND_UNIT * sum(units) / len(units))


def google_thousand(sizes: list[int]) -> float:
    """A thousand images whose files have as many bytes as these."""
    return 1000 * GOOGLE_INSPECTED_GB * sum(sizes) / len(sizes) / 2**30
