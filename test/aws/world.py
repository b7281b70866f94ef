"""AWS on loopback, as far as it goes: moto, which checks signatures and permissions, and boto3, by which it is changed.

Says where it listens in its first line, then answers one line for each that it is told: a command and what it needs, as JSON.
"""
import json
import logging
import sys

import boto3
import requests
from moto.server import ThreadedMotoServer

logging.disable(logging.CRITICAL)
server = ThreadedMotoServer(ip_address='127.0.0.1', port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
url = f'http://{host}:{port}'
account = '123456789012'


def client(service, keys=('first', 'first')):
    return boto3.client(
        service,
        endpoint_url=url,
        region_name='us-east-1',
        aws_access_key_id=keys[0],
        aws_secret_access_key=keys[1],
    )


def policy(*actions):
    statement = {'Effect': 'Allow', 'Action': list(actions), 'Resource': '*'}
    return json.dumps({'Version': '2012-10-17', 'Statement': [statement]})


def user(name, *actions):
    iam = client('iam')
    iam.create_user(UserName=name)
    if actions:
        iam.put_user_policy(UserName=name, PolicyName='all', PolicyDocument=policy(*actions))
    key = iam.create_access_key(UserName=name)['AccessKey']
    return {'keyId': key['AccessKeyId'], 'secret': key['SecretAccessKey']}


owner = user('owner', '*')
reader = user('reader', 'ec2:DescribeInstances')
actor = user('actor', 'sts:AssumeRole')
nobody = user('nobody')
trust = json.dumps({
    'Version': '2012-10-17',
    'Statement': [{'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Principal': {'AWS': f'arn:aws:iam::{account}:user/actor'}}],
})
role = client('iam').create_role(RoleName='gateway', AssumeRolePolicyDocument=trust)['Role']['Arn']
client('iam').put_role_policy(
    RoleName='gateway', PolicyName='all', PolicyDocument=policy('ec2:DescribeInstances')
)
# From now on nobody is believed who does not sign.
requests.post(f'{url}/moto-api/reset-auth', data='0').raise_for_status()


def owned(service):
    return client(service, (owner['keyId'], owner['secret']))


def run(address, tags):
    pairs = [{'Key': key, 'Value': value} for key, value in tags.items()]
    made = owned('ec2').run_instances(
        ImageId='ami-12c6146b',
        MinCount=1,
        MaxCount=1,
        PrivateIpAddress=address,
        TagSpecifications=[{'ResourceType': 'instance', 'Tags': pairs}],
    )['Instances'][0]
    return {'id': made['InstanceId']}


def terminate(id):
    owned('ec2').terminate_instances(InstanceIds=[id])
    return {}


def tag(id, key, value):
    owned('ec2').create_tags(Resources=[id], Tags=[{'Key': key, 'Value': value}])
    return {}


def forbid():
    owned('iam').delete_user_policy(UserName='reader', PolicyName='all')
    return {}


def allow():
    document = policy('ec2:DescribeInstances')
    owned('iam').put_user_policy(UserName='reader', PolicyName='all', PolicyDocument=document)
    return {}


commands = {'run': run, 'terminate': terminate, 'tag': tag, 'forbid': forbid, 'allow': allow}
first = {'url': url, 'reader': reader, 'actor': actor, 'nobody': nobody, 'role': role}
print(json.dumps(first), flush=True)
for line in sys.stdin:
    command, given = json.loads(line)
    print(json.dumps(commands[command](**given)), flush=True)
