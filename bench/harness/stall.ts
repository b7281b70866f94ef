import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { now } from './clock.ts';

/** Milliseconds between an answer and the next question. */
const between = 2;

/**
 * watchAnswers asks a URL again and again, which costs the server next to nothing. The function that it returns ends that,
 * and resolves with the longest time that an answer took: for that long the server's event loop did something else.
 */
export function watchAnswers(url: string): () => Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let ended = false;
  let longest = 0;
  const asking = (async () => {
    while (!ended) {
      const began = now();
      await ask(url, agent);
      longest = Math.max(longest, now() - began);
      await pause(between);
    }
  })();
  asking.catch(() => undefined); // callers of the returned function get the error
  return async () => {
    ended = true;
    await asking;
    agent.destroy();
    return longest;
  };
}

function ask(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, response => {
      response.resume().once('end', resolve);
    }).once('error', reject);
  });
}
