import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pin } from '../testing/fixtures.ts';
import { listen } from './live.ts';

/** A stream that the test speaks through, in place of the browser's. */
class Stream extends EventTarget {
  static readonly all: Stream[] = [];
  static get last(): Stream {
    return Stream.all.at(-1) as Stream;
  }
  readonly url: string;
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(url: string) {
    super();
    this.url = url;
    Stream.all.push(this);
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  say(name: string, data: unknown, id = ''): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data), lastEventId: id }));
  }
  /** The line broke: the browser tries again by itself. */
  break(): void {
    this.readyState = 0;
    this.onerror?.();
  }
  /** Another answer than 200: the browser gives up. */
  giveUp(): void {
    this.readyState = 2;
    this.onerror?.();
  }
  close(): void {
    this.readyState = 2;
  }
}

const on = {
  onCase: vi.fn(),
  onEdition: vi.fn(),
  onMembers: vi.fn(),
  onPicture: vi.fn(),
  onReset: vi.fn(),
  onState: vi.fn(),
};
let stop = () => {};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', { CLOSED: 2 });
  Stream.all.length = 0;
  for (const act of Object.values(on)) act.mockReset();
  stop = listen('/api/v1/changes', on, (url) => new Stream(url) as unknown as EventSource);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

/** Waits, ms, between the stream's end and the next attempt. */
function waitFor(next: number): number {
  for (let ms = 0; ms <= 60_000; ms += 500) {
    if (Stream.all.length >= next) return ms;
    vi.advanceTimersByTime(500);
  }
  return Number.POSITIVE_INFINITY;
}

describe('what changes', () => {
  it('reaches the one that asked for it', () => {
    const change = { layer: 'hazards', id: '1', cell: 'a', feature: pin('1', [0, 0]) };
    Stream.last.open();
    Stream.last.say('case', change, '5');
    Stream.last.say('edition', { net: 'dingjia', edition: 2 }, '6');
    Stream.last.say('members', {}, '7');
    Stream.last.say('picture', { current: false, at: '2026-11-23T01:00:00Z' });
    Stream.last.say('weather', {}, '8');
    expect(on.onCase.mock.calls).toEqual([[change]]);
    expect(on.onPicture.mock.calls).toEqual([[{ current: false, at: '2026-11-23T01:00:00Z' }]]);
    expect([on.onEdition, on.onMembers, on.onReset].map((f) => f.mock.calls.length)).toEqual([1, 1, 0]);
  });

  it('is live only while the stream is open', () => {
    expect(on.onState.mock.calls.flat()).toEqual(['connecting']);
    Stream.last.open();
    Stream.last.break();
    Stream.last.open();
    expect(on.onState.mock.calls.flat()).toEqual(['connecting', 'live', 'lost', 'live']);
  });
});

describe('after the stream was given up', () => {
  it('goes on after the last event that was seen', () => {
    Stream.last.open();
    Stream.last.say('case', {}, '5');
    Stream.last.say('edition', {}); // told by the clock: without an id
    Stream.last.giveUp();
    waitFor(2);
    expect(Stream.last.url).toBe('/api/v1/changes?last_event_id=5');
    Stream.last.open();
    Stream.last.say('case', {}, 'a b&c');
    Stream.last.giveUp();
    waitFor(3);
    expect(Stream.last.url).toBe('/api/v1/changes?last_event_id=a%20b%26c');
    expect(on.onReset).not.toHaveBeenCalled();
  });

  it('tries again after 1, 2, 4 … 30 s, and after 1 s again once it has been open', () => {
    const waits = [2, 3, 4, 5, 6, 7, 8].map((next) => {
      Stream.last.giveUp();
      return waitFor(next) / 1000;
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30]);
    Stream.last.open();
    Stream.last.giveUp();
    expect(waitFor(9)).toBe(1000);
  });

  it('does not try by itself while the browser does', () => {
    Stream.last.open();
    Stream.last.break();
    vi.advanceTimersByTime(60_000);
    expect(Stream.all).toHaveLength(1);
  });
});

describe('when what was missed is not known', () => {
  it('a reset forgets the last event and has everything loaded anew', () => {
    Stream.last.open();
    Stream.last.say('case', {}, '5');
    Stream.last.say('reset', {}, '');
    expect(on.onReset).toHaveBeenCalledTimes(1);
    Stream.last.giveUp();
    waitFor(2);
    expect(Stream.last.url).toBe('/api/v1/changes');
  });

  it('everything is loaded anew when the stream comes back before any event was seen', () => {
    Stream.last.open();
    expect(on.onReset).not.toHaveBeenCalled();
    Stream.last.break();
    Stream.last.open();
    expect(on.onReset).toHaveBeenCalledTimes(1);
    Stream.last.giveUp();
    waitFor(2);
    Stream.last.open();
    expect(on.onReset).toHaveBeenCalledTimes(2);
  });

  it('everything is loaded anew when the first attempt failed: what was loaded before may be older than the stream', () => {
    Stream.last.giveUp();
    waitFor(2);
    Stream.last.open();
    expect(on.onReset).toHaveBeenCalledTimes(1);
  });
});

describe('whoever stops listening', () => {
  it('has the stream closed', () => {
    stop();
    expect(Stream.last.readyState).toBe(2);
  });

  it('has no attempt made any more', () => {
    Stream.last.giveUp();
    stop();
    vi.advanceTimersByTime(60_000);
    expect(Stream.all).toHaveLength(1);
  });
});
