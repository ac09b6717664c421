import { afterEach, describe, expect, it, vi } from 'vitest';
import { listenWork } from './live.ts';

class Source extends EventTarget {
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  close = vi.fn();
}

let stop = () => {};
afterEach(() => stop());

function listen() {
  const sources: Source[] = [];
  const heard: string[] = [];
  stop = listenWork(
    {
      onCase: ({ id }) => heard.push(`case ${id}`),
      onQueues: () => heard.push('queues'),
      onReset: () => heard.push('reset'),
      onState: (state) => heard.push(state),
    },
    () => {
      const source = new Source();
      sources.push(source);
      return source as unknown as EventSource;
    },
  );
  return { sources, heard };
}

describe('the stream of work', () => {
  it('tells cases and queues as they change', () => {
    const { sources, heard } = listen();
    sources[0]?.onopen?.();
    sources[0]?.dispatchEvent(new MessageEvent('case', { data: '{"id":"c1","version":3}' }));
    sources[0]?.dispatchEvent(new MessageEvent('queues', { data: '{}' }));
    expect(heard).toEqual(['connecting', 'live', 'case c1', 'queues']);
  });

  it('is lost as soon as the browser has no network, and begins anew when it has', () => {
    const { sources, heard } = listen();
    sources[0]?.onopen?.();
    dispatchEvent(new Event('offline'));
    expect(heard.at(-1)).toBe('lost');
    dispatchEvent(new Event('online'));
    expect(sources[0]?.close).toHaveBeenCalled();
    sources[1]?.onopen?.();
    expect(heard.slice(-2)).toEqual(['live', 'reset']);
  });

  it('hears nothing more once it is left', () => {
    const { sources } = listen();
    stop();
    dispatchEvent(new Event('online'));
    expect(sources).toHaveLength(1);
  });
});
