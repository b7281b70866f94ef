import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** heldBytes are the bytes of buffers still in use after garbage collection: buffers are freed some time after their objects. */
export async function heldBytes(): Promise<number> {
  setFlagsFromString('--expose_gc');
  for (let i = 0; i < 3; i++) {
    runInNewContext('gc')();
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return process.memoryUsage().arrayBuffers;
}
