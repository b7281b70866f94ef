"""Reads calls of AWS from standard input, one JSON object a line, and says of each whether its signature is right.

botocore, AWS's own library for Python, signs the call anew by the keys that should have signed it: same time, same headers.
"""
import json
import sys
from urllib.parse import parse_qsl

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.compat import HTTPHeaders
from botocore.credentials import Credentials


def verify(call):
    headers = call['headers']
    _, _, fields = headers['authorization'].partition(' ')
    said = dict(field.strip().split('=', 1) for field in fields.split(','))
    key_id, _, region, service, _ = said['Credential'].split('/')
    names = said['SignedHeaders'].split(';')
    # What a call is and for how long it may be sent again must not be anybody's to change.
    required = {'host', 'x-amz-date', 'x-amz-content-sha256'} | ({'x-amz-security-token'} & headers.keys())
    if key_id != call['keyId'] or not required <= set(names):
        return {'isValid': False}
    token = headers.get('x-amz-security-token')
    signer = SigV4Auth(Credentials(key_id, call['secret'], token), service, region)
    signed = HTTPHeaders()
    for name in names:
        signed[name] = headers[name]
    # It leaves out what proxies may change, user-agent among it; a signer may sign more.
    signer.headers_to_sign = lambda request: signed
    path, _, query = call['path'].partition('?')
    # What is signed of a query is encoded, however it was sent.
    params = dict(parse_qsl(query, keep_blank_values=True))
    url = 'http://' + headers['host'] + path
    request = AWSRequest(method=call['method'], url=url, params=params, data=call['body'].encode())
    request.context['timestamp'] = headers['x-amz-date']
    text = signer.string_to_sign(request, signer.canonical_request(request))
    is_valid = signer.signature(text, request) == said['Signature']
    return {'isValid': is_valid, 'service': service, 'region': region}


for line in sys.stdin:
    print(json.dumps(verify(json.loads(line))))
