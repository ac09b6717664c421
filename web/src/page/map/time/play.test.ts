import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { play } from './play.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Steps whose getting ready and drawing the test ends, with what happened in order. */
function steps(n: number) {
  const log: string[] = [];
  const ends: Record<string, () => void> = {};
  let i = 0;
  const until = (name: string) =>
    new Promise<void>((resolve) => {
      log.push(name);
      ends[name] = resolve;
    });
  return {
    log,
    end: async (name: string) => {
      ends[name]?.();
      await vi.advanceTimersByTimeAsync(0);
    },
    prepare: () => (i < n ? until(`prepare ${++i}`) : null),
    show: () => until(`show ${i}`),
    restMS: () => 500,
  };
}

describe('a play', () => {
  it('shows a step when it is ready and the one before has been looked at, and not before', async () => {
    const s = steps(2);
    const over = play(s, new AbortController().signal);
    await vi.advanceTimersByTimeAsync(2000);
    expect(s.log).toEqual(['prepare 1']);
    await s.end('prepare 1');
    expect(s.log.at(-1)).toBe('show 1');
    await vi.advanceTimersByTimeAsync(2000);
    expect(s.log.at(-1)).toBe('show 1');
    await s.end('show 1');
    await s.end('prepare 2');
    expect(s.log.at(-1)).toBe('prepare 2');
    await vi.advanceTimersByTimeAsync(500);
    expect(s.log.at(-1)).toBe('show 2');
    await s.end('show 2');
    await over;
    expect(s.log).toEqual(['prepare 1', 'show 1', 'prepare 2', 'show 2']);
  });

  it('that is stopped shows nothing more', async () => {
    const s = steps(5);
    const stop = new AbortController();
    const over = play(s, stop.signal);
    await s.end('prepare 1');
    stop.abort();
    await over;
    expect(s.log).toEqual(['prepare 1']);
  });

  it('without a step is over at once', async () => {
    const s = steps(0);
    await play(s, new AbortController().signal);
    expect(s.log).toEqual([]);
  });
});
