import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { awsEnvironment } from '../../scripts/setup-aws.mjs';
import { openDoor } from '../harness/door.ts';

/** Keys of somebody whom that AWS knows. */
export interface Keys {
  readonly keyId: string;
  readonly secret: string;
}

/** AwsWorld is an AWS on loopback (`world.py`): it checks signatures, and who may do what. */
export interface AwsWorld {
  readonly url: string;
  /** Who may describe instances, who may only assume the role that may, and who may nothing. */
  readonly reader: Keys;
  readonly actor: Keys;
  readonly nobody: Keys;
  readonly role: string;
  /** Starts an instance, and gives its identifier. */
  run(address: string, tags: Readonly<Record<string, string>>): Promise<string>;
  terminate(id: string): Promise<void>;
  tag(id: string, key: string, value: string): Promise<void>;
  /** Takes from the reader what it may, and gives it back. */
  forbid(): Promise<void>;
  allow(): Promise<void>;
  /** Answers nobody, until it is back. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export async function startAwsWorld(): Promise<AwsWorld> {
  const program = fileURLToPath(new URL('./world.py', import.meta.url));
  const child = spawn(join(awsEnvironment, 'bin/python'), [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('AWS on loopback ended: npm run -s setup:aws');
    return JSON.parse(value);
  };
  const tell = async (command: string, given: object = {}) => {
    child.stdin.write(`${JSON.stringify([command, given])}\n`);
    return await answer();
  };
  const first = (await answer()) as Pick<AwsWorld, 'url' | 'reader' | 'actor' | 'nobody' | 'role'>;
  const door = await openDoor(Number(new URL(first.url).port));
  return {
    ...first,
    run: async (address, tags) => (await tell('run', { address, tags })).id,
    terminate: id => tell('terminate', { id }),
    tag: (id, key, value) => tell('tag', { id, key, value }),
    forbid: () => tell('forbid'),
    allow: () => tell('allow'),
    url: `http://127.0.0.1:${door.port}`,
    goAway: door.shut,
    comeBack: door.open,
    close: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      door.close();
    },
  };
}
